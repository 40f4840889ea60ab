//! Shapes of vectors, arrays `[C; N]`, options, boxes and tuples.

use super::{Mismatch, Shape};
use crate::{Cotangent, pool};

/// `[3]` for three scalars, `[3, 2]` for three vectors of two, `[[1], [2]]` if they differ.
fn describe_list(parts: impl ExactSizeIterator<Item = String>) -> String {
    let len = parts.len();
    let parts: Vec<String> = parts.collect();
    match parts.first() {
        None => "[0]".to_owned(),
        Some(first) if parts.iter().all(|part| part == first) => match first.strip_prefix('[') {
            Some(rest) => format!("[{len}, {rest}"),
            None if first == "scalar" => format!("[{len}]"),
            None => format!("[{len}] of {first}"),
        },
        Some(_) => format!("[{}]", parts.join(", ")),
    }
}

fn check_parts<'a, C: 'a, S: Shape<C> + 'a>(
    shapes: &'a [S],
    bars: &'a [C],
) -> Result<(), Mismatch> {
    if shapes.len() != bars.len() {
        return Err(Mismatch::new(
            format_args!("[{}]", shapes.len()),
            format_args!("[{}]", bars.len()),
        ));
    }
    for (index, (shape, bar)) in shapes.iter().zip(bars).enumerate() {
        shape
            .check(bar)
            .map_err(|mismatch| mismatch.within(format_args!("element {index}")))?;
    }
    Ok(())
}

impl<C: Cotangent, S: Shape<C>> Shape<Vec<C>> for Vec<S> {
    fn materialise(&self, bar: &mut Vec<C>) {
        if bar.is_empty() {
            *bar = pool::filled(self.len(), C::zero());
        }
        for (shape, bar) in self.iter().zip(bar) {
            shape.materialise(bar);
        }
    }
    fn check(&self, bar: &Vec<C>) -> Result<(), Mismatch> {
        check_parts(self, bar)
    }
    fn describe(&self) -> String {
        describe_list(self.iter().map(S::describe))
    }
}

impl<C: Cotangent, S: Shape<C>, const N: usize> Shape<[C; N]> for [S; N] {
    fn materialise(&self, bar: &mut [C; N]) {
        for (shape, bar) in self.iter().zip(bar) {
            shape.materialise(bar);
        }
    }
    fn check(&self, bar: &[C; N]) -> Result<(), Mismatch> {
        check_parts(self, bar)
    }
    fn describe(&self) -> String {
        describe_list(self.iter().map(S::describe))
    }
}

impl<C: Cotangent, S: Shape<C>> Shape<Option<C>> for Option<S> {
    fn materialise(&self, bar: &mut Option<C>) {
        if let Some(shape) = self {
            shape.materialise(bar.get_or_insert_with(C::zero));
        }
    }
    fn check(&self, bar: &Option<C>) -> Result<(), Mismatch> {
        match (self, bar) {
            (Some(shape), Some(bar)) => shape.check(bar),
            (None, None) => Ok(()),
            (Some(_), None) => Err(Mismatch::new(self.describe(), "None")),
            (None, Some(_)) => Err(Mismatch::new("None", "Some")),
        }
    }
    fn describe(&self) -> String {
        match self {
            Some(shape) => format!("Some({})", shape.describe()),
            None => "None".to_owned(),
        }
    }
}

impl<C: Cotangent, S: Shape<C>> Shape<Box<C>> for Box<S> {
    #[inline]
    fn materialise(&self, bar: &mut Box<C>) {
        (**self).materialise(bar);
    }
    fn check(&self, bar: &Box<C>) -> Result<(), Mismatch> {
        (**self).check(bar)
    }
    fn describe(&self) -> String {
        (**self).describe()
    }
}

macro_rules! tuple {
    ($count:literal: $($C:ident $S:ident $part:tt $number:literal)+; $($reversed:ident)+) => {
        impl<$($C: Cotangent, $S: Shape<$C>),+> Shape<($($C,)+)> for ($($S,)+) {
            #[inline]
            fn materialise(&self, bar: &mut ($($C,)+)) {
                $(self.$part.materialise(&mut bar.$part);)+
            }
            fn check(&self, bar: &($($C,)+)) -> Result<(), Mismatch> {
                $(
                    self.$part.check(&bar.$part).map_err(|mismatch| {
                        mismatch.within(concat!("part ", $number, " of ", $count))
                    })?;
                )+
                Ok(())
            }
            fn describe(&self) -> String {
                format!("({})", [$(self.$part.describe()),+].join(", "))
            }
        }
    };
}

for_tuples!(tuple);
