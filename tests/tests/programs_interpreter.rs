//! Programs that run programs: trees, stack machines, state machines, builders.

use std::fmt;

use autodiff_core::{Differentiable, differentiable};
use autodiff_tests::agrees;
use autodiff_tests::differences::compare;

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Expr {
    Const(f64),
    Var(usize),
    Neg(Box<Expr>),
    Add(Box<Expr>, Box<Expr>),
    Mul(Box<Expr>, Box<Expr>),
    Pow { base: Box<Expr>, exponent: i32 },
    Call(#[differentiable(skip)] Function, Box<Expr>),
    Sum(Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Sin,
    Exp,
    Ln,
}

#[differentiable(wrt(expr, env))]
fn evaluate(expr: &Expr, env: &[f64]) -> f64 {
    match expr {
        Expr::Const(c) => *c,
        Expr::Var(i) => env[*i],
        Expr::Neg(e) => -evaluate(e, env),
        Expr::Add(a, b) => evaluate(a, env) + evaluate(b, env),
        Expr::Mul(a, b) => evaluate(a, env) * evaluate(b, env),
        Expr::Pow { base, exponent } => evaluate(base, env).powi(*exponent),
        Expr::Call(f, e) => {
            let x = evaluate(e, env);
            match f {
                Function::Sin => x.sin(),
                Function::Exp => x.exp(),
                Function::Ln => x.ln(),
            }
        }
        Expr::Sum(terms) => terms.iter().map(|t| evaluate(t, env)).sum(),
    }
}

/// A binary tree with values at all nodes.
#[derive(Clone, Debug, Default, Differentiable)]
struct Node {
    value: f64,
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}

#[differentiable]
impl Node {
    fn leaf(value: f64) -> Self {
        Self {
            value,
            left: None,
            right: None,
        }
    }

    /// Each level counts for half of the one above.
    fn weight(&self) -> f64 {
        let mut total = self.value * self.value;
        if let Some(left) = &self.left {
            total += 0.5 * left.weight();
        }
        if let Some(right) = &self.right {
            total += 0.5 * right.weight();
        }
        total
    }

    fn depth(&self) -> usize {
        let below = |child: &Option<Box<Node>>| child.as_ref().map_or(0, |c| c.depth());
        1 + below(&self.left).max(below(&self.right))
    }
}

/// A list, one node after another.
#[derive(Clone, Debug, PartialEq, Differentiable)]
enum List {
    Nil,
    Cons(f64, Box<List>),
}

#[differentiable]
fn horner(list: &List, x: f64) -> f64 {
    match list {
        List::Nil => 0.0,
        List::Cons(head, tail) => head + x * horner(tail, x),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
enum Op {
    Push(f64),
    Load(usize),
    Store(usize),
    Add,
    Sub,
    Mul,
    Div,
    Dup,
    Swap,
    JumpIfPositive(usize),
    Halt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trap {
    StackUnderflow { at: usize },
    DivisionByZero,
    OutOfFuel,
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StackUnderflow { at } => write!(f, "the stack is empty at {at}"),
            Self::DivisionByZero => f.write_str("division by zero"),
            Self::OutOfFuel => f.write_str("out of fuel"),
        }
    }
}

impl std::error::Error for Trap {}

#[differentiable]
fn run(program: &[Op], registers: &mut [f64]) -> Result<f64, Trap> {
    let mut stack = Vec::new();
    let mut pc = 0;
    let mut fuel = 1000;
    while pc < program.len() {
        if fuel == 0 {
            return Err(Trap::OutOfFuel);
        }
        fuel -= 1;
        let at = pc;
        pc += 1;
        match program[at] {
            Op::Push(x) => stack.push(x),
            Op::Load(i) => stack.push(registers[i]),
            Op::Store(i) => registers[i] = stack.pop().ok_or(Trap::StackUnderflow { at })?,
            Op::Dup => {
                let top = stack.last().copied().ok_or(Trap::StackUnderflow { at })?;
                stack.push(top);
            }
            Op::Swap => {
                let n = stack.len();
                if n < 2 {
                    return Err(Trap::StackUnderflow { at });
                }
                stack.swap(n - 1, n - 2);
            }
            Op::JumpIfPositive(target) => {
                let Some(x) = stack.pop() else {
                    return Err(Trap::StackUnderflow { at });
                };
                if x > 0.0 {
                    pc = target;
                }
            }
            Op::Halt => break,
            Op::Add | Op::Sub | Op::Mul | Op::Div => {
                let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else {
                    return Err(Trap::StackUnderflow { at });
                };
                stack.push(match program[at] {
                    Op::Add => a + b,
                    Op::Sub => a - b,
                    Op::Mul => a * b,
                    Op::Div if b == 0.0 => return Err(Trap::DivisionByZero),
                    Op::Div => a / b,
                    _ => unreachable!(),
                });
            }
        }
    }
    stack.pop().ok_or(Trap::StackUnderflow { at: pc })
}

/// The same in postfix tokens of text, with a machine that owns its stack.
#[differentiable(wrt(x))]
fn postfix(source: &str, x: f64) -> Result<f64, String> {
    let mut stack: Vec<f64> = Vec::new();
    for token in source.split_whitespace() {
        match token {
            "x" => stack.push(x),
            "+" | "-" | "*" | "/" => {
                let b = stack.pop().ok_or("too few operands")?;
                let a = stack.pop().ok_or("too few operands")?;
                let result = match token {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    _ => a / b,
                };
                stack.push(result);
            }
            "sqrt" => {
                let a = stack.pop().ok_or_else(|| "too few operands".to_string())?;
                stack.push(a.sqrt());
            }
            number => stack.push(number.parse::<f64>().map_err(|e| e.to_string())?),
        }
    }
    match stack.as_slice() {
        [result] => Ok(*result),
        rest => Err(format!("{} values are left", rest.len())),
    }
}

/// A thermostat: heating, cooling, or resting since some time.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
enum State {
    Idle,
    Heating { power: f64 },
    Cooling { power: f64, since: u32 },
}

#[differentiable]
impl State {
    fn next(self, temperature: f64, target: f64) -> State {
        match self {
            State::Idle if temperature < target - 1.0 => State::Heating {
                power: target - temperature,
            },
            State::Idle if temperature > target + 1.0 => State::Cooling {
                power: 0.5,
                since: 0,
            },
            State::Idle => State::Idle,
            State::Heating { .. } if temperature >= target => State::Idle,
            State::Heating { power } => State::Heating { power: 0.9 * power },
            State::Cooling { since, .. } if since > 2 => State::Idle,
            State::Cooling { power, since } => State::Cooling {
                power: power * 1.1,
                since: since + 1,
            },
        }
    }

    fn heat(&self) -> f64 {
        match *self {
            State::Idle => 0.0,
            State::Heating { power } => power,
            State::Cooling { power, .. } => -power,
        }
    }
}

#[differentiable]
fn thermostat(start: f64, target: f64, outside: &[f64]) -> f64 {
    let mut state = State::Idle;
    let mut temperature = start;
    let mut cost = 0.0;
    for &cold in outside {
        state = state.next(temperature, target);
        temperature += 0.3 * state.heat() - 0.1 * (temperature - cold);
        cost += (temperature - target).powi(2) + 0.01 * state.heat().abs();
    }
    cost
}

#[derive(Clone, Debug, Default, Differentiable)]
struct Beam {
    length: f64,
    width: f64,
    height: f64,
    stiffness: f64,
    loads: Vec<(f64, f64)>,
}

/// Settings that are made one after another.
#[differentiable]
impl Beam {
    fn new(length: f64) -> Self {
        Self {
            length,
            width: 1.0,
            height: 1.0,
            stiffness: 1.0,
            loads: Vec::new(),
        }
    }

    fn section(mut self, width: f64, height: f64) -> Self {
        self.width = width;
        self.height = height;
        self
    }

    fn stiffness(mut self, stiffness: f64) -> Self {
        self.stiffness = stiffness;
        self
    }

    fn load(mut self, at: f64, force: f64) -> Self {
        self.loads.push((at, force));
        self
    }

    /// How far the free end of the cantilever goes down.
    fn deflection(&self) -> f64 {
        let inertia = self.width * self.height.powi(3) / 12.0;
        self.loads
            .iter()
            .map(|(at, force)| {
                force * at * at * (3.0 * self.length - at) / (6.0 * self.stiffness * inertia)
            })
            .sum()
    }
}

#[differentiable]
fn cantilever(length: f64, height: f64, force: f64) -> f64 {
    Beam::new(length)
        .section(0.2, height)
        .stiffness(210.0)
        .load(length / 2.0, force)
        .load(length, 2.0 * force)
        .deflection()
}

fn boxed(e: Expr) -> Box<Expr> {
    Box::new(e)
}

#[test]
fn expressions() {
    use Expr::{Add, Call, Const, Mul, Neg, Pow, Sum, Var};
    let square = Pow {
        base: boxed(Add(boxed(Var(0)), boxed(Const(0.5)))),
        exponent: 2,
    };
    let waves = Sum(vec![
        Call(Function::Sin, boxed(Var(1))),
        Neg(boxed(Call(Function::Ln, boxed(Const(2.0))))),
        Call(Function::Exp, boxed(Mul(boxed(Var(0)), boxed(Var(1))))),
    ]);
    let env = vec![0.7, -0.4];
    for expr in [
        square.clone(),
        waves.clone(),
        Mul(boxed(square), boxed(waves)),
        Sum(vec![]),
    ] {
        agrees!([expr, env] evaluate(&expr, &env));
    }
}

#[test]
fn trees_and_lists() {
    let mut tree = Node::leaf(1.5);
    let mut right = Node::leaf(-0.7);
    right.left = Some(Box::new(Node::leaf(0.3)));
    tree.left = Some(Box::new(Node::leaf(-2.0)));
    tree.right = Some(Box::new(right));
    assert_eq!(tree.depth(), 3);
    for tree in [tree, Node::leaf(0.4)] {
        compare(|t: Node| t.weight(), &tree, &tree.weight_grad());
    }
    let list = [3.0, -1.0, 0.5]
        .iter()
        .rfold(List::Nil, |tail, c| List::Cons(*c, Box::new(tail)));
    let x = 1.2;
    agrees!([list, x] horner(&list, x));
}

#[test]
fn stack_machine() {
    use Op::*;
    // The register's power, by a loop that counts down.
    let power = vec![
        Push(1.0),
        Store(1),
        Push(3.5),
        Store(2),
        Load(1),
        Load(0),
        Mul,
        Store(1),
        Load(2),
        Push(1.0),
        Sub,
        Dup,
        Store(2),
        JumpIfPositive(4),
        Load(1),
        Push(2.0),
        Swap,
        Div,
        Halt,
    ];
    let registers = vec![1.3, 0.0, 0.0];
    let gradient = run::grad(&power, &mut registers.clone()).expect("it halts");
    compare(
        |(program, mut registers): (Vec<Op>, Vec<f64>)| {
            run(&program, &mut registers).expect("it halts")
        },
        &(power, registers),
        &gradient,
    );
    assert_eq!(
        run::grad(&[Push(1.0), Add], &mut []).unwrap_err(),
        Trap::StackUnderflow { at: 1 }
    );
    assert_eq!(
        run::grad(&[Push(1.0), Push(0.0), Div], &mut []).unwrap_err(),
        Trap::DivisionByZero
    );
    assert_eq!(
        run::grad(&[Push(1.0), JumpIfPositive(0)], &mut []).unwrap_err(),
        Trap::OutOfFuel
    );
}

#[test]
fn postfix_notation() {
    for source in ["x x * 3 x / +", "x sqrt 2 -", "4.5"] {
        let x = 1.7;
        let gradient = postfix::grad(source, x).expect("well formed");
        compare(|x| postfix(source, x).expect("well formed"), &x, &gradient);
    }
    for wrong in ["+", "x x", "x y"] {
        assert_eq!(
            postfix::grad(wrong, 1.0).unwrap_err(),
            postfix(wrong, 1.0).unwrap_err()
        );
    }
}

#[test]
fn thermostat_states() {
    let outside = vec![5.0, 4.0, 6.0, 30.0, 45.0, 45.0, 50.0, 20.0, 2.0, 1.0, 3.0];
    for start in [15.3, 20.5, 28.1] {
        let target = 20.2;
        agrees!([start, target, outside] thermostat(start, target, &outside));
    }
}

#[test]
fn beam_by_a_builder() {
    let (length, height, force) = (2.0, 0.3, 1.5);
    agrees!([length, height, force] cantilever(length, height, force));
}
