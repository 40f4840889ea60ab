//! A long function, made up of the statements that functions are made of: what the macro's own
//! running time is measured with.

use autodiff_core::differentiable;

/// 300 lines of arithmetic, loops and branches.
#[differentiable]
#[must_use]
pub fn large(x: &[f64]) -> f64 {
    let n = x.len();
    let mut y = vec![1.0; n];
    let mut total = 0.0;
    let a0 = 0.5 * x[0] + 0.1;
    let b0 = (a0 * x[1]).sin() * x[4].exp();
    let c0 = b0 / (1.0 + a0 * a0);
    total += c0 * 0.5 + a0;
    match (n + 1) % 3 {
        0 => total += x[1] * 0.25,
        1 => {
            let w1 = x[3].mul_add(0.25, x[5]);
            total -= w1 * w1;
        }
        _ => y[1] *= x[3] + 0.2,
    }
    let (u2, v2) = if y[2] > x[5] {
        (y[2] * 0.125, x[5].cos())
    } else {
        (x[5] - 0.4, y[2].atan2(x[0]))
    };
    y[0] = u2.hypot(v2 + 2.0);
    y[5] -= u2 * v2 * 0.125;
    total += (u2 - v2).max(0.4) + y[0];
    let mut t3 = x[3] * x[3] + 0.6;
    let mut steps3 = 0;
    while t3 < 4.0 {
        t3 = t3 * 1.5 + y[1] * 0.75;
        steps3 += 1;
        if steps3 == 5 {
            break;
        }
    }
    total += t3.ln_1p() * x[1];
    let mut z4 = vec![0.1; n];
    for i in 0..n {
        for j in i..n {
            z4[i] += x[j] * y[i];
        }
        z4[i] = z4[i] * 0.3 + x[i];
    }
    for v in &z4 {
        total += v * v * 0.3;
    }
    let mut s5 = 0.5;
    for i in 0..x.len() {
        s5 += x[i] * (x[i] - 0.2);
        if s5 > 3.0 {
            s5 = s5 * 0.5 + x[5];
        } else if s5 < -3.0 {
            s5 = s5 * 0.25 - x[5];
        }
    }
    y[5] = s5.tanh() + 0.5;
    total += y[5] * y[3];
    let mut s6 = 0.25;
    for i in 0..x.len() {
        s6 += x[i] * (x[i] - 0.4);
        if s6 > 3.0 {
            s6 = s6 * 0.5 + x[0];
        } else if s6 < -3.0 {
            s6 = s6 * 0.25 - x[0];
        }
    }
    y[1] = s6.tanh() + 0.25;
    total += y[1] * y[4];
    let a7 = 0.125 * x[1] + 0.6;
    let b7 = (a7 * x[3]).sin() * x[5].exp();
    let c7 = b7 / (1.0 + a7 * a7);
    total += c7 * 0.125 + a7;
    match (n + 8) % 3 {
        0 => total += x[2] * 0.75,
        1 => {
            let w8 = x[5].mul_add(0.75, x[0]);
            total -= w8 * w8;
        }
        _ => y[2] *= x[5] + 0.1,
    }
    let (u9, v9) = if y[3] > x[1] {
        (y[3] * 0.3, x[1].cos())
    } else {
        (x[1] - 0.2, y[3].atan2(x[1]))
    };
    y[1] = u9.hypot(v9 + 2.0);
    y[1] -= u9 * v9 * 0.3;
    total += (u9 - v9).max(0.2) + y[1];
    let mut t10 = x[4] * x[4] + 0.4;
    let mut steps10 = 0;
    while t10 < 4.0 {
        t10 = t10 * 1.5 + y[3] * 0.5;
        steps10 += 1;
        if steps10 == 5 {
            break;
        }
    }
    total += t10.ln_1p() * x[2];
    let mut z11 = vec![0.6; n];
    for i in 0..n {
        for j in i..n {
            z11[i] += x[j] * y[i];
        }
        z11[i] = z11[i] * 0.25 + x[i];
    }
    for v in &z11 {
        total += v * v * 0.25;
    }
    let mut z12 = vec![0.1; n];
    for i in 0..n {
        for j in i..n {
            z12[i] += x[j] * y[i];
        }
        z12[i] = z12[i] * 0.125 + x[i];
    }
    for v in &z12 {
        total += v * v * 0.125;
    }
    let mut s13 = 0.75;
    for i in 0..x.len() {
        s13 += x[i] * (x[i] - 0.2);
        if s13 > 3.0 {
            s13 = s13 * 0.5 + x[1];
        } else if s13 < -3.0 {
            s13 = s13 * 0.25 - x[1];
        }
    }
    y[3] = s13.tanh() + 0.75;
    total += y[3] * y[5];
    let a14 = 0.3 * x[2] + 0.4;
    let b14 = (a14 * x[5]).sin() * x[0].exp();
    let c14 = b14 / (1.0 + a14 * a14);
    total += c14 * 0.3 + a14;
    match (n + 15) % 3 {
        0 => total += x[3] * 0.5,
        1 => {
            let w15 = x[1].mul_add(0.5, x[1]);
            total -= w15 * w15;
        }
        _ => y[3] *= x[1] + 0.6,
    }
    let (u16, v16) = if y[4] > x[3] {
        (y[4] * 0.25, x[3].cos())
    } else {
        (x[3] - 0.1, y[4].atan2(x[2]))
    };
    y[2] = u16.hypot(v16 + 2.0);
    y[3] -= u16 * v16 * 0.25;
    total += (u16 - v16).max(0.1) + y[2];
    let mut t17 = x[5] * x[5] + 0.2;
    let mut steps17 = 0;
    while t17 < 4.0 {
        t17 = t17 * 1.5 + y[5] * 0.125;
        steps17 += 1;
        if steps17 == 5 {
            break;
        }
    }
    total += t17.ln_1p() * x[3];
    let mut t18 = x[0] * x[0] + 0.4;
    let mut steps18 = 0;
    while t18 < 4.0 {
        t18 = t18 * 1.5 + y[1] * 0.75;
        steps18 += 1;
        if steps18 == 5 {
            break;
        }
    }
    total += t18.ln_1p() * x[4];
    let mut z19 = vec![0.6; n];
    for i in 0..n {
        for j in i..n {
            z19[i] += x[j] * y[i];
        }
        z19[i] = z19[i] * 0.3 + x[i];
    }
    for v in &z19 {
        total += v * v * 0.3;
    }
    let mut s20 = 0.5;
    for i in 0..x.len() {
        s20 += x[i] * (x[i] - 0.1);
        if s20 > 3.0 {
            s20 = s20 * 0.5 + x[2];
        } else if s20 < -3.0 {
            s20 = s20 * 0.25 - x[2];
        }
    }
    y[5] = s20.tanh() + 0.5;
    total += y[5] * y[0];
    let a21 = 0.25 * x[3] + 0.2;
    let b21 = (a21 * x[1]).sin() * x[1].exp();
    let c21 = b21 / (1.0 + a21 * a21);
    total += c21 * 0.25 + a21;
    match (n + 22) % 3 {
        0 => total += x[4] * 0.125,
        1 => {
            let w22 = x[3].mul_add(0.125, x[2]);
            total -= w22 * w22;
        }
        _ => y[4] *= x[3] + 0.4,
    }
    let (u23, v23) = if y[5] > x[5] {
        (y[5] * 0.75, x[5].cos())
    } else {
        (x[5] - 0.6, y[5].atan2(x[3]))
    };
    y[3] = u23.hypot(v23 + 2.0);
    y[5] -= u23 * v23 * 0.75;
    total += (u23 - v23).max(0.6) + y[3];
    let (u24, v24) = if y[0] > x[1] {
        (y[0] * 0.3, x[1].cos())
    } else {
        (x[1] - 0.1, y[0].atan2(x[4]))
    };
    y[4] = u24.hypot(v24 + 2.0);
    y[1] -= u24 * v24 * 0.3;
    total += (u24 - v24).max(0.1) + y[4];
    let mut t25 = x[1] * x[1] + 0.2;
    let mut steps25 = 0;
    while t25 < 4.0 {
        t25 = t25 * 1.5 + y[3] * 0.5;
        steps25 += 1;
        if steps25 == 5 {
            break;
        }
    }
    total += t25.ln_1p() * x[5];
    let mut z26 = vec![0.4; n];
    for i in 0..n {
        for j in i..n {
            z26[i] += x[j] * y[i];
        }
        z26[i] = z26[i] * 0.25 + x[i];
    }
    for v in &z26 {
        total += v * v * 0.25;
    }
    let mut s27 = 0.125;
    for i in 0..x.len() {
        s27 += x[i] * (x[i] - 0.6);
        if s27 > 3.0 {
            s27 = s27 * 0.5 + x[3];
        } else if s27 < -3.0 {
            s27 = s27 * 0.25 - x[3];
        }
    }
    y[1] = s27.tanh() + 0.125;
    total += y[1] * y[1];
    let a28 = 0.75 * x[4] + 0.1;
    let b28 = (a28 * x[3]).sin() * x[2].exp();
    let c28 = b28 / (1.0 + a28 * a28);
    total += c28 * 0.75 + a28;
    match (n + 29) % 3 {
        0 => total += x[5] * 0.3,
        1 => {
            let w29 = x[5].mul_add(0.3, x[3]);
            total -= w29 * w29;
        }
        _ => y[5] *= x[5] + 0.2,
    }
    match (n + 30) % 3 {
        0 => total += x[0] * 0.5,
        1 => {
            let w30 = x[1].mul_add(0.5, x[4]);
            total -= w30 * w30;
        }
        _ => y[0] *= x[1] + 0.4,
    }
    let (u31, v31) = if y[1] > x[3] {
        (y[1] * 0.25, x[3].cos())
    } else {
        (x[3] - 0.6, y[1].atan2(x[5]))
    };
    y[5] = u31.hypot(v31 + 2.0);
    y[3] -= u31 * v31 * 0.25;
    total += (u31 - v31).max(0.6) + y[5];
    let mut t32 = x[2] * x[2] + 0.1;
    let mut steps32 = 0;
    while t32 < 4.0 {
        t32 = t32 * 1.5 + y[5] * 0.125;
        steps32 += 1;
        if steps32 == 5 {
            break;
        }
    }
    total += t32.ln_1p() * x[0];
    let mut z33 = vec![0.2; n];
    for i in 0..n {
        for j in i..n {
            z33[i] += x[j] * y[i];
        }
        z33[i] = z33[i] * 0.75 + x[i];
    }
    for v in &z33 {
        total += v * v * 0.75;
    }
    for i in 0..n {
        total += y[i] * x[i];
    }
    total
}
