//! A program as text, and as a module of a generated crate.

use std::fmt;

use syn_printed as syn;

/// Functions that call each other, the last of which is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Of the series that it belongs to.
    pub seed: u64,
    /// Its place in the series.
    pub number: u64,
    /// Function items with `#[differentiable]`, callees first.
    pub functions: Vec<String>,
    /// How `check!` calls it.
    pub call: Call,
    /// The values of the call's inputs, in their order, for each time that it is tried.
    pub inputs: Vec<Vec<String>>,
}

/// The parts of `check!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `program(x, &y.0)`
    pub call: String,
    /// The names in it, and whether they aren't differentiated.
    pub names: Vec<(String, bool)>,
    /// `; vector` or what else says where the results are.
    pub results: String,
}

impl Call {
    /// What stands in the parentheses of `check!`.
    fn check(&self, values: &[String]) -> String {
        let inputs = self
            .names
            .iter()
            .zip(values)
            .map(|((name, constant), value)| {
                if *constant {
                    format!("{name} = Const({value})")
                } else {
                    format!("{name} = {value}")
                }
            });
        let inputs: Vec<String> = inputs.collect();
        format!("{}; {}{}", self.call, inputs.join(", "), self.results)
    }
}

/// What to make of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With sweeps and twins, and `run`.
    Differentiable,
    /// The functions as plain Rust.
    Plain,
}

impl Program {
    /// The program as a module.
    pub(crate) fn module(&self, form: Form) -> String {
        let mut text = "use crate::prelude::*;\n\n".to_string();
        let names: Vec<String> = self.functions.iter().map(|f| name(f)).collect();
        let calls = names.join(", ");
        for function in &self.functions {
            let function = printed(function);
            match form {
                Form::Differentiable => {
                    text += &format!(
                        "#[twin(calls({calls}), types(Spot, Curve, Shape, Stack))]\n{function}\n"
                    );
                }
                Form::Plain => {
                    let plain = function
                        .lines()
                        .filter(|l| !l.starts_with("#[differentiable"));
                    text.extend(plain.flat_map(|line| [line, "\n"]));
                    text.push('\n');
                }
            }
        }
        text += "pub fn run() -> bool {\n    let mut moderate = true;\n";
        if form == Form::Differentiable {
            let names: Vec<String> = self
                .call
                .names
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
            let inputs: Vec<String> = self
                .inputs
                .iter()
                .map(|values| format!("({},)", values.join(", ")))
                .collect();
            let mapped = self.functions.iter().any(|f| f.contains("mapv"));
            let check = if mapped { "check_rounded" } else { "check" };
            text += &format!(
                "    for ({},) in [{}] {{ moderate &= check!(with random::{check}; {}); }}\n",
                names.join(", "),
                inputs.join(", "),
                self.call.check(&names)
            );
        }
        text + "    moderate\n}\n"
    }
}

impl fmt::Display for Program {
    /// As a regression test could have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for function in &self.functions {
            writeln!(f, "{}", printed(function))?;
        }
        for values in &self.inputs {
            writeln!(f, "check!(kink {});", self.call.check(values))?;
        }
        Ok(())
    }
}

fn name(function: &str) -> String {
    syn::parse_str::<syn::ItemFn>(function)
        .map_or_else(|_| "program".to_string(), |f| f.sig.ident.to_string())
}

/// Formatted, if it is Rust.
fn printed(function: &str) -> String {
    syn::parse_file(function).map_or_else(|_| function.to_string(), |f| prettyplease::unparse(&f))
}
