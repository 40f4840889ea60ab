//! Writes long functions, made up of the statements that functions are made of: what the time that
//! the macro and the compiler take is measured with.

use std::fmt::Write;

/// The text of a function `pub fn long(x: &[f64]) -> f64` for six variables, of about as many lines.
#[must_use]
pub fn source(lines: usize) -> String {
    let mut text = String::from(
        "pub fn long(x: &[f64]) -> f64 {\n    let n = x.len();\n    let mut y = vec![1.0; n];\n    let mut total = 0.0;\n",
    );
    let mut written = 4;
    for part in 0.. {
        let statements = PARTS[part % PARTS.len()]
            .replace('@', &part.to_string())
            .replace("?a", &(part * 5 % 6).to_string())
            .replace("?b", &((part * 7 + 1) % 6).to_string())
            .replace("?c", &((part * 11 + 2) % 6).to_string());
        written += statements.lines().count();
        if written + 5 > lines {
            break;
        }
        text += &statements;
    }
    writeln!(
        text,
        "    for i in 0..n {{\n        total += y[i] * x[i];\n    }}\n    total\n}}"
    )
    .expect("text can be written to");
    text
}

/// Groups of statements. `@` stands for the number of the group, `?a` to `?c` for variables.
const PARTS: [&str; 7] = [
    "    let a@ = 0.5 * x[?a] + 0.1;
    let b@ = (a@ * x[?b]).sin() * (0.1 * x[?c]).exp();
    let c@ = b@ / (1.0 + a@ * a@);
    total += c@ * 0.5 + a@;
",
    "    match (n + @) % 3 {
        0 => total += x[?a] * 0.25,
        1 => {
            let w@ = x[?b].mul_add(0.25, x[?c]);
            total -= w@ * w@;
        }
        _ => y[?a] = 0.5 * y[?a] + x[?b],
    }
",
    "    let (u@, v@) = if y[?a] > x[?b] {
        (y[?a] * 0.125, x[?b].cos())
    } else {
        (x[?b] - 0.4, y[?a].atan2(x[?c] + 3.0))
    };
    y[?b] = u@.tanh().hypot(v@ + 2.0);
    y[?c] -= u@.tanh() * v@ * 0.125;
    total += (u@ - v@).max(0.4) + y[?b];
",
    "    let mut t@ = x[?a] * x[?a] + 0.6;
    let mut steps@ = 0;
    while t@ < 4.0 {
        t@ = t@ * 1.5 + x[?b] * 0.1;
        steps@ += 1;
        if steps@ == 5 {
            break;
        }
    }
    total += (1.0 + t@ * t@).ln() * x[?c];
",
    "    let mut z@ = vec![0.1; n];
    for i in 0..n {
        for j in i..n {
            z@[i] += x[j] * y[i].tanh();
        }
        z@[i] = z@[i] * 0.3 + x[i];
    }
    for v in &z@ {
        total += v * v * 0.3;
    }
",
    "    let mut s@ = 0.5;
    for i in 0..x.len() {
        s@ += x[i] * (x[i] - 0.2);
        if s@ > 3.0 {
            s@ = s@ * 0.5 + x[?a];
        } else if s@ < -3.0 {
            s@ = s@ * 0.25 - x[?b];
        }
    }
    y[?b] = s@.tanh() + 0.5;
    total += y[?b] * y[?c];
",
    "    let mut k@ = 0;
    let mut p@ = x[?a];
    loop {
        p@ = (p@ + x[k@]).sin();
        k@ += 1;
        if k@ >= n || p@ > 0.9 {
            break;
        }
    }
    total += p@ * y[?b].tanh();
",
];
