//! Two optimisers, for parameters of any type: [`Leaves`] knows their numbers.

use autodiff_core::{Leaves, Tree};

/// What makes parameters better, given the gradient.
pub(crate) trait Optimiser<P> {
    /// One step downhill, at a share of the full rate.
    fn step(&mut self, parameters: &mut P, gradient: &impl Tree, pace: f64);
}

/// Gradient descent with momentum: a ball that rolls, rather than a walker.
pub(crate) struct Momentum<P> {
    rate: f64,
    velocity: P,
}

impl<P: Leaves + Clone> Momentum<P> {
    pub(crate) fn new(rate: f64, parameters: &P) -> Self {
        Self {
            rate,
            velocity: zeros(parameters),
        }
    }
}

impl<P: Leaves> Optimiser<P> for Momentum<P> {
    fn step(&mut self, parameters: &mut P, gradient: &impl Tree, pace: f64) {
        self.velocity.scale(0.9);
        self.velocity.add_scaled(-self.rate * pace, gradient);
        parameters.add_scaled(1.0, &self.velocity);
    }
}

/// Adam (Kingma and Ba, 2015): each parameter has a pace of its own, by the mean of its slope and of
/// its slope's square.
pub(crate) struct Adam<P> {
    rate: f64,
    mean: P,
    mean_square: P,
    steps: i32,
}

impl<P: Leaves + Clone> Adam<P> {
    pub(crate) fn new(rate: f64, parameters: &P) -> Self {
        Self {
            rate,
            mean: zeros(parameters),
            mean_square: zeros(parameters),
            steps: 0,
        }
    }
}

impl<P: Leaves + Clone> Optimiser<P> for Adam<P> {
    fn step(&mut self, parameters: &mut P, gradient: &impl Tree, pace: f64) {
        const FADE: (f64, f64) = (0.9, 0.999);
        self.steps += 1;
        self.mean.update(gradient, |mean, slope| {
            *mean += (1.0 - FADE.0) * (slope - *mean)
        });
        self.mean_square.update(gradient, |mean, slope| {
            *mean += (1.0 - FADE.1) * (slope * slope - *mean);
        });

        // The means began at zero: so much is missing from them.
        let seen = (1.0 - FADE.0.powi(self.steps), 1.0 - FADE.1.powi(self.steps));
        let direction = self.mean.zip_map(&self.mean_square, |mean, square| {
            mean / seen.0 / ((square / seen.1).sqrt() + 1e-8)
        });
        parameters.add_scaled(-self.rate * pace, &direction);
    }
}

/// Zeros of the same structure.
fn zeros<P: Leaves + Clone>(parameters: &P) -> P {
    let mut zeros = parameters.clone();
    zeros.scale(0.0);
    zeros
}
