//! The equations of `einsum`: `ij,jk->ik`.

use std::fmt::Write as _;

/// Labels of the operands' axes and of the result's.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    pub(super) operands: Vec<Vec<char>>,
    pub(super) result: Vec<char>,
}

impl Equation {
    /// Reads an equation for operands of these shapes.
    #[track_caller]
    pub(super) fn read(text: &str, shapes: &[&[usize]]) -> Self {
        match Self::try_read(text, shapes) {
            Ok(equation) => equation,
            Err(problem) => {
                let mut listed = String::new();
                for shape in shapes {
                    let _ = write!(listed, " {shape:?}");
                }
                panic!("einsum: {text:?} for operands of shapes{listed}: {problem}")
            }
        }
    }

    fn try_read(text: &str, shapes: &[&[usize]]) -> Result<Self, String> {
        let spaceless: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (operands, result) = match spaceless.split_once("->") {
            Some((operands, result)) => (operands, Some(result)),
            None => (&*spaceless, None),
        };
        let operands: Vec<Vec<char>> = operands.split(',').map(|l| l.chars().collect()).collect();
        if let Some(c) = operands
            .iter()
            .flatten()
            .chain(result.unwrap_or("").chars().collect::<Vec<_>>().iter())
            .find(|c| !c.is_ascii_alphabetic())
        {
            return Err(format!(
                "{c:?} isn't a label: labels are letters, and axes can't be left out by `...`"
            ));
        }
        if operands.len() != shapes.len() {
            return Err(format!(
                "there are labels for {} operands, but {} operands",
                operands.len(),
                shapes.len()
            ));
        }
        let mut lengths: Vec<(char, usize, usize)> = Vec::new();
        for (k, (labels, shape)) in operands.iter().zip(shapes).enumerate() {
            if labels.len() != shape.len() {
                return Err(format!(
                    "there are {} labels for the {} axes of operand {k}",
                    labels.len(),
                    shape.len()
                ));
            }
            for (axis, (&label, &length)) in labels.iter().zip(*shape).enumerate() {
                match lengths.iter().find(|(known, ..)| *known == label) {
                    None => lengths.push((label, length, k)),
                    Some(&(_, first, operand)) if first != length => {
                        return Err(format!(
                            "{label:?} has length {first} in operand {operand}, but length {length} in operand {k} (axis {axis})"
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        let result: Vec<char> = match result {
            Some(result) => result.chars().collect(),
            None => {
                let all: Vec<char> = operands.iter().flatten().copied().collect();
                let once = |label: &&char| all.iter().filter(|other| other == label).count() == 1;
                let mut result: Vec<char> = all.iter().filter(once).copied().collect();
                result.sort_unstable();
                result
            }
        };
        for (k, label) in result.iter().enumerate() {
            if result[..k].contains(label) {
                return Err(format!("{label:?} stands twice in the result"));
            }
            if !lengths.iter().any(|(known, ..)| known == label) {
                return Err(format!("{label:?} is in the result, but in no operand"));
            }
        }
        Ok(Self { operands, result })
    }
}

#[cfg(test)]
mod tests {
    use super::Equation;

    fn problem(text: &str, shapes: &[&[usize]]) -> String {
        match Equation::try_read(text, shapes) {
            Ok(equation) => panic!("{equation:?}"),
            Err(problem) => problem,
        }
    }

    #[test]
    fn a_result_that_is_left_out_has_the_labels_that_stand_once_in_the_alphabets_order() {
        let read = |text, shapes: &[&[usize]]| {
            Equation::read(text, shapes)
                .result
                .into_iter()
                .collect::<String>()
        };
        assert_eq!(read("kj,ji", &[&[2, 3], &[3, 4]]), "ik");
        assert_eq!(read("ii", &[&[3, 3]]), "");
        assert_eq!(read(" b a ", &[&[3, 2]]), "ab");
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(
            problem("ij->i", &[&[2, 3], &[3]]),
            "there are labels for 1 operands, but 2 operands"
        );
        assert_eq!(
            problem("ij,j->i", &[&[2, 3], &[3, 1]]),
            "there are 1 labels for the 2 axes of operand 1"
        );
        assert_eq!(
            problem("ij,jk->ik", &[&[2, 3], &[4, 1]]),
            "'j' has length 3 in operand 0, but length 4 in operand 1 (axis 0)"
        );
        assert_eq!(
            problem("ii->ii", &[&[2, 2]]),
            "'i' stands twice in the result"
        );
        assert_eq!(
            problem("i->j", &[&[2]]),
            "'j' is in the result, but in no operand"
        );
        assert!(problem("...i->i", &[&[2]]).starts_with("'.' isn't a label"));
    }
}
