//! The ratios as bars: for each kernel the gradient and the adjoint by hand, in times of the function.

use crate::measure::Measured;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

const BARS: [(&str, RGBColor); 2] = [
    ("gradient", RGBColor(31, 119, 180)),
    ("by hand", RGBColor(255, 160, 60)),
];

pub(crate) fn draw(path: &Path, rows: &[Measured]) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(path, (900, 120 + 36 * rows.len() as u32)).into_drawing_area();
    area.fill(&WHITE)?;
    let ratios = |row: &Measured| [row.gradient[0], row.hand[0]];
    let most = rows.iter().flat_map(ratios).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(&area)
        .caption(
            "time of value and gradient / time of the function",
            ("sans-serif", 18),
        )
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(170)
        .build_cartesian_2d(0.0..most * 1.08, (rows.len() as f64)..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .draw()?;
    for (bar, (label, colour)) in BARS.into_iter().enumerate() {
        let rectangles = rows.iter().enumerate().map(|(i, row)| {
            let top = i as f64 + 0.12 + 0.38 * bar as f64;
            Rectangle::new(
                [(0.0, top), (ratios(row)[bar], top + 0.36)],
                colour.filled(),
            )
        });
        chart
            .draw_series(rectangles)?
            .label(label)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
        let numbers = rows.iter().enumerate().map(|(i, row)| {
            let ratio = ratios(row)[bar];
            let at = (ratio, i as f64 + 0.12 + 0.38 * bar as f64);
            Text::new(format!(" {ratio:.2}"), at, ("sans-serif", 12))
        });
        chart.draw_series(numbers)?;
    }
    for (i, row) in rows.iter().enumerate() {
        let (_, y) = chart.backend_coord(&(0.0, i as f64 + 0.3));
        let name = format!("{} {}", row.name, row.size);
        area.draw(&Text::new(name, (14, y), ("sans-serif", 13)))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .border_style(BLACK)
        .background_style(WHITE)
        .draw()?;
    Ok(area.present()?)
}
