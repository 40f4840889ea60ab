//! Shapes, indices, conditions, borders, joints.

use autodiff_core::{detach, differentiable, ops};
use autodiff_tests::goldens;
use ndarray::{Array0, Array1, Array2, Array3, Axis, s};

#[differentiable]
fn reshape(x: &Array2<f64>) -> Array2<f64> {
    ops::reshape(x, &[2, 6])
}

#[differentiable]
fn permute(x: &Array3<f64>) -> Array3<f64> {
    ops::permute(x, &[2, 0, 1])
}

#[differentiable]
fn squeeze(x: &Array2<f64>) -> Array1<f64> {
    x.index_axis(Axis(0), 0).to_owned()
}

#[differentiable]
fn broadcast_to_rank(x: &Array1<f64>) -> Array3<f64> {
    ops::broadcast_to(x, &[2, 3, 4])
}

#[differentiable]
fn tile(x: &Array2<f64>) -> Array2<f64> {
    ops::tile(x, &[2, 3])
}

#[differentiable]
fn repeat_interleave(x: &Array2<f64>) -> Array2<f64> {
    ops::repeat(x, 2, Axis(0))
}

#[differentiable]
fn flip(x: &Array2<f64>) -> Array2<f64> {
    ops::flip(x, Axis(1))
}

#[differentiable]
fn roll(x: &Array2<f64>) -> Array2<f64> {
    ops::roll(x, 1, Axis(1))
}

#[differentiable]
fn slice_step(x: &Array2<f64>) -> Array2<f64> {
    x.slice(s![..;2, 1..;2]).to_owned()
}

#[differentiable]
fn neg_index(x: &Array2<f64>) -> f64 {
    let (rows, columns) = x.dim();
    x[[rows - 1, columns - 2]]
}

#[differentiable]
fn advanced_pairs(x: &Array2<f64>) -> Array1<f64> {
    ops::gather_nd(x, &[[0, 1], [2, 1], [0, 1]])
}

#[differentiable]
fn bool_mask(x: &Array2<f64>) -> Array1<f64> {
    let mask = detach(x.mapv(|x| x > 0.0));
    ops::masked_select(x, &mask)
}

#[differentiable]
fn gather(x: &Array2<f64>) -> Array2<f64> {
    let index = ndarray::array![[0, 0, 3], [1, 2, 1], [3, 3, 3]];
    ops::gather(x, &index, Axis(1))
}

#[differentiable]
fn diag_extract(x: &Array2<f64>) -> Array1<f64> {
    x.diag().to_owned()
}

#[differentiable]
fn diag_embed(x: &Array1<f64>) -> Array2<f64> {
    ops::from_diag(x)
}

#[differentiable]
fn tril(x: &Array2<f64>) -> Array2<f64> {
    ops::tril(x, 0)
}

#[differentiable]
fn triu1(x: &Array2<f64>) -> Array2<f64> {
    ops::triu(x, 1)
}

#[differentiable]
fn trace(x: &Array2<f64>) -> f64 {
    ops::trace(x)
}

#[differentiable]
fn pad_value(x: &Array2<f64>) -> Array2<f64> {
    ops::pad(x, 7.0, &[(0, 0), (1, 1)])
}

#[differentiable]
fn pad_reflect(x: &Array2<f64>) -> Array2<f64> {
    ops::pad_reflect(x, &[(0, 0), (2, 2)])
}

#[differentiable]
fn pad_replicate(x: &Array2<f64>) -> Array2<f64> {
    ops::pad_edge(x, &[(0, 0), (2, 2)])
}

#[differentiable]
fn unfold1d(x: &Array1<f64>) -> Array2<f64> {
    ops::unfold(x, Axis(0), 3, 1)
}

#[differentiable]
fn masked_fill(x: &Array2<f64>) -> Array2<f64> {
    let mask = detach(x.mapv(|x| x < 0.0));
    ops::masked_fill(x, &mask, 0.0)
}

#[differentiable]
fn split_outputs(x: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    (
        x.slice(s![.., ..1]).to_owned(),
        x.slice(s![.., 1..]).to_owned(),
    )
}

#[differentiable]
fn unbind_sum(x: &Array2<f64>) -> Array1<f64> {
    let (r0, r1, r2) = (x.row(0), x.row(1), x.row(2));
    &r0 * &r1 + r2
}

#[differentiable]
fn concat0(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::concatenate_all(Axis(0), &[a.clone(), b.clone()])
}

#[differentiable]
fn concat1(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::concatenate_all(Axis(1), &[a.clone(), b.clone()])
}

#[differentiable]
fn stack0(a: &Array2<f64>, b: &Array2<f64>) -> Array3<f64> {
    ops::stack_all(Axis(0), &[a.clone(), b.clone()])
}

#[differentiable]
fn r#where(c: &Array2<bool>, a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    ops::where_cond(c, a, b)
}

#[differentiable]
fn where_bc(c: &Array2<bool>, a: &Array2<f64>, b: &Array0<f64>) -> Array2<f64> {
    ops::where_cond(c, a, b)
}

#[differentiable]
fn embedding(table: &Array2<f64>, index: &Array2<usize>) -> Array3<f64> {
    ops::embedding(table, index)
}

#[differentiable]
fn inplace_slice_assign(x: &Array2<f64>, v: &Array1<f64>) -> Array2<f64> {
    let mut y = x.clone();
    y.row_mut(0).assign(&(v * 2.0));
    &y * &y
}

#[differentiable]
fn meshgrid(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    let (x, y) = ops::meshgrid(a, b);
    x * y
}

pub(super) fn checks() -> Vec<goldens::Check> {
    goldens! {
        reshape(&x);
        permute(&x);
        squeeze(&x);
        broadcast_to_rank(&x);
        tile(&x);
        repeat_interleave(&x);
        flip(&x);
        roll(&x);
        slice_step(&x);
        neg_index(&x);
        advanced_pairs(&x);
        bool_mask(&x);
        gather(&x);
        diag_extract(&x);
        diag_embed(&x);
        tril(&x);
        triu1(&x);
        trace(&x);
        pad_value(&x);
        pad_reflect(&x);
        pad_replicate(&x);
        unfold1d(&x);
        masked_fill(&x);
        split_outputs(&x);
        unbind_sum(&x);
        concat0(&a, &b);
        concat1(&a, &b);
        stack0(&a, &b);
        r#where(&c, &a, &b);
        where_bc(&c, &a, &b);
        embedding(&table, &index);
        inplace_slice_assign(&x, &v);
        meshgrid(&a, &b);
    }
}
