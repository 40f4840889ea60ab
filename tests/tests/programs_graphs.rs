//! Paths, ranks, trees and texts: what is looked up by integers, and computed with floats.

#![allow(
    clippy::all,
    unused,
    reason = "programs are written in all the ways that users might"
)]

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::differences;
use std::fmt;

#[derive(Clone, Debug, Differentiable)]
struct Edge {
    from: usize,
    to: usize,
    weight: f64,
}
#[differentiable]
fn shortest(edges: &[Edge], nodes: usize, start: usize, goal: usize) -> Option<f64> {
    let mut distance = vec![f64::INFINITY; nodes];
    distance[start] = 0.0;
    let mut done = vec![false; nodes];
    loop {
        let mut best: Option<usize> = None;
        for v in 0..nodes {
            if !done[v]
                && distance[v].is_finite()
                && best.map_or(true, |b| distance[v] < distance[b])
            {
                best = Some(v);
            }
        }
        let Some(u) = best else { break };
        if u == goal {
            return Some(distance[u]);
        }
        done[u] = true;
        for e in edges.iter().filter(|e| e.from == u) {
            let candidate = distance[u] + e.weight.abs();
            if candidate < distance[e.to] {
                distance[e.to] = candidate;
            }
        }
    }
    None
}
#[test]
fn dijkstra() {
    let edges: Vec<Edge> = [
        (0, 1, 1.0),
        (0, 2, 2.5),
        (1, 2, 0.7),
        (1, 3, 4.0),
        (2, 3, 1.1),
    ]
    .into_iter()
    .map(|(from, to, weight)| Edge { from, to, weight })
    .collect();
    let g = shortest::grad(&edges, 4, 0, 3).unwrap();
    differences::compare(|e: Vec<Edge>| shortest(&e, 4, 0, 3).unwrap(), &edges, &g);
}

#[differentiable]
fn page_rank(links: &[Vec<usize>], damping: f64, personal: &[f64]) -> f64 {
    let n = links.len();
    let total: f64 = personal.iter().sum();
    let base: Vec<f64> = personal.iter().map(|p| p / total).collect();
    let mut rank = base.clone();
    for _ in 0..30 {
        let mut next: Vec<f64> = base.iter().map(|b| (1.0 - damping) * b).collect();
        for (page, out) in links.iter().enumerate() {
            if out.is_empty() {
                for r in next.iter_mut() {
                    *r += damping * rank[page] / n as f64;
                }
                continue;
            }
            let share = damping * rank[page] / out.len() as f64;
            for &to in out {
                next[to] += share;
            }
        }
        let change: f64 = next.iter().zip(&rank).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if change < 1e-12 {
            break;
        }
    }
    -rank.iter().map(|r| r * r.ln()).sum::<f64>()
}
#[test]
fn page_ranks() {
    let links = vec![vec![1, 2], vec![2], vec![0], vec![]];
    let x = (0.85, vec![1.0, 2.0, 0.5, 1.5]);
    let g = page_rank::grad(&links, x.0, &x.1);
    differences::compare(|(d, p): (f64, Vec<f64>)| page_rank(&links, d, &p), &x, &g);
}

#[derive(Debug, Clone, PartialEq)]
enum ParseError {
    Unexpected(char),
    End,
    Unknown(String),
}
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
#[differentiable(wrt(vars))]
fn expr(s: &[char], at: &mut usize, vars: &[f64]) -> Result<f64, ParseError> {
    let mut value = term(s, at, vars)?;
    while *at < s.len() {
        match s[*at] {
            '+' => {
                *at += 1;
                value += term(s, at, vars)?;
            }
            '-' => {
                *at += 1;
                value -= term(s, at, vars)?;
            }
            _ => break,
        }
    }
    Ok(value)
}
#[differentiable(wrt(vars))]
fn term(s: &[char], at: &mut usize, vars: &[f64]) -> Result<f64, ParseError> {
    let mut value = factor(s, at, vars)?;
    while let Some(&c) = s.get(*at) {
        if c == '*' {
            *at += 1;
            let f = factor(s, at, vars)?;
            value *= f;
        } else if c == '/' {
            *at += 1;
            let f = factor(s, at, vars)?;
            value /= f;
        } else {
            break;
        }
    }
    Ok(value)
}
#[differentiable(wrt(vars))]
fn factor(s: &[char], at: &mut usize, vars: &[f64]) -> Result<f64, ParseError> {
    let c = *s.get(*at).ok_or(ParseError::End)?;
    *at += 1;
    match c {
        '(' => {
            let v = expr(s, at, vars)?;
            if s.get(*at) != Some(&')') {
                return Err(ParseError::End);
            }
            *at += 1;
            Ok(v)
        }
        '-' => Ok(-factor(s, at, vars)?),
        'a'..='z' => {
            let index = (c as u8 - b'a') as usize;
            vars.get(index)
                .copied()
                .ok_or(ParseError::Unknown(c.to_string()))
        }
        '0'..='9' => Ok(c.to_digit(10).unwrap() as f64),
        other => Err(ParseError::Unexpected(other)),
    }
}
#[differentiable(wrt(vars))]
fn calculate(text: &str, vars: &[f64]) -> Result<f64, ParseError> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut at = 0;
    let v = expr(&chars, &mut at, vars)?;
    if at < chars.len() {
        return Err(ParseError::Unexpected(chars[at]));
    }
    Ok(v)
}
#[test]
fn parser() {
    let vars = vec![0.7, 1.3, -0.4];
    let text = "(a + b) * -c / (a - 2*b*b) + 3 * c";
    let g = calculate::grad(text, &vars).unwrap();
    differences::compare(|v: Vec<f64>| calculate(text, &v).unwrap(), &vars, &g);
    assert_eq!(calculate::grad("a + ", &vars).unwrap_err(), ParseError::End);
}

#[differentiable]
fn edit_distance(a: &str, b: &str, ins: f64, del: f64, sub: f64) -> f64 {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut d = vec![vec![0.0; b.len() + 1]; a.len() + 1];
    for i in 1..=a.len() {
        d[i][0] = d[i - 1][0] + del;
    }
    for j in 1..=b.len() {
        d[0][j] = d[0][j - 1] + ins;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = if a[i - 1] == b[j - 1] { 0.0 } else { sub };
            d[i][j] = (d[i - 1][j] + del)
                .min(d[i][j - 1] + ins)
                .min(d[i - 1][j - 1] + change);
        }
    }
    *d.last().unwrap().last().unwrap()
}
#[test]
fn edits() {
    let x = (1.01, 0.93, 1.4);
    let g = edit_distance::grad("kitten", "sitting", x.0, x.1, x.2);
    differences::compare(
        |(i, d, s): (f64, f64, f64)| edit_distance("kitten", "sitting", i, d, s),
        &x,
        &g,
    );
}

#[derive(Clone, Debug, Differentiable)]
enum Tree {
    Leaf(f64),
    Split {
        feature: usize,
        threshold: f64,
        sharpness: f64,
        left: Box<Tree>,
        right: Box<Tree>,
    },
}
#[differentiable]
fn soft_tree(tree: &Tree, x: &[f64]) -> f64 {
    match tree {
        Tree::Leaf(v) => *v,
        Tree::Split {
            feature,
            threshold,
            sharpness,
            left,
            right,
        } => {
            let p = 1.0 / (1.0 + (-(x[*feature] - threshold) * sharpness).exp());
            p * soft_tree(right, x) + (1.0 - p) * soft_tree(left, x)
        }
    }
}
#[differentiable]
fn forest_loss(forest: &[Tree], data: &[(Vec<f64>, f64)]) -> f64 {
    data.iter()
        .map(|(x, y)| {
            let prediction =
                forest.iter().map(|t| soft_tree(t, x)).sum::<f64>() / forest.len() as f64;
            (prediction - y).powi(2)
        })
        .sum()
}
#[test]
fn soft_trees() {
    let t = Tree::Split {
        feature: 1,
        threshold: 0.3,
        sharpness: 2.0,
        left: Box::new(Tree::Leaf(0.5)),
        right: Box::new(Tree::Split {
            feature: 0,
            threshold: -0.1,
            sharpness: 1.0,
            left: Box::new(Tree::Leaf(-1.0)),
            right: Box::new(Tree::Leaf(2.0)),
        }),
    };
    let x = (
        vec![t, Tree::Leaf(0.2)],
        vec![(vec![0.1, 0.5], 1.0), (vec![-0.4, 0.2], 0.3)],
    );
    let g = forest_loss::grad(&x.0, &x.1);
    differences::compare(
        |(f, d): (Vec<Tree>, Vec<(Vec<f64>, f64)>)| forest_loss(&f, &d),
        &x,
        &g,
    );
}
