//! Pictures of what was learned, as SVG files.

use std::error::Error;
use std::path::Path;

use ndarray::{Array4, Axis, Ix2};
use plotters::coord::Shift;
use plotters::prelude::*;

type Drawn = Result<(), Box<dyn Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The loss of each step, a line for each optimiser, with a logarithmic scale.
pub(crate) fn losses(path: &Path, runs: &[(&str, RGBColor, Vec<f32>)]) -> Drawn {
    let area = SVGBackend::new(path, (800, 500)).into_drawing_area();
    area.fill(&WHITE)?;
    let steps = runs[0].2.len();
    let mut chart = ChartBuilder::on(&area)
        .caption("Loss, mean of 20 steps", ("sans-serif", 22))
        .margin(15)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0..steps, (1e-4_f32..3.0).log_scale())?;
    chart.configure_mesh().x_desc("step").draw()?;

    for (name, colour, losses) in runs {
        let means = losses
            .windows(20)
            .map(|window| window.iter().sum::<f32>() / 20.0);
        let colour = *colour;
        chart
            .draw_series(LineSeries::new((20..).zip(means), &colour))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour));
    }
    chart.configure_series_labels().border_style(BLACK).draw()?;
    Ok(area.present()?)
}

/// The first layer's kernels: red where they look for ink, blue where they look for paper.
pub(crate) fn kernels(path: &Path, kernels: &Array4<f32>) -> Drawn {
    let area = SVGBackend::new(path, (800, 280)).into_drawing_area();
    area.fill(&WHITE)?;
    let area = area.titled("What the first layer looks for", ("sans-serif", 22))?;
    let largest = kernels.iter().fold(0.0_f32, |a, b| a.max(b.abs()));

    let cells = area.split_evenly((2, kernels.len_of(Axis(0)).div_ceil(2)));
    for (cell, kernel) in cells.iter().zip(kernels.outer_iter()) {
        for channel in kernel.outer_iter() {
            let shades = channel
                .into_dimensionality::<Ix2>()?
                .mapv(|weight| weight / largest);
            for ((row, column), shade) in shades.indexed_iter() {
                pixel(cell, row, column, *shade)?;
            }
        }
    }
    Ok(area.present()?)
}

/// A square, from blue (-1) by white (0) to red (1).
fn pixel(cell: &Area<'_>, row: usize, column: usize, shade: f32) -> Drawn {
    const SIDE: i32 = 27;
    let corner = |row: usize, column: usize| (8 + SIDE * column as i32, 15 + SIDE * row as i32);
    let faded = (255.0 * (1.0 - shade.abs())) as u8;
    let colour = if shade > 0.0 {
        RGBColor(255, faded, faded)
    } else {
        RGBColor(faded, faded, 255)
    };
    let square = [corner(row, column), corner(row + 1, column + 1)];
    cell.draw(&Rectangle::new(square, colour.filled()))?;
    Ok(cell.draw(&Rectangle::new(square, BLACK.mix(0.2)))?)
}
