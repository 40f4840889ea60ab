"""The cases of `arrays.rs` in torch and in jax, whichever is installed, on one thread.

    python3 benches/benches/arrays_reference.py

Prints the least time in milliseconds of forward and backward, and its ratio to the time of a product of
1024 x 1024 matrices in the same run.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)

import math
import time


def least(run, seconds=1.5):
    """The least time of `run`, in milliseconds, after a first run that doesn't count."""
    run()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times) * 1e3


def waves(shape, frequency):
    """Sines, as in `arrays.rs`."""
    count = math.prod(shape)
    return [0.1 * math.sin(frequency * k + 0.1) for k in range(count)], shape


def show(library, dtype, times):
    base = times[0][1]
    for name, ms in times:
        print(f"{library:6} {dtype:8} {name:46} {ms:9.3f} ms {ms / base:7.3f}")


SHAPES = {
    "mlp": [(64, 784), (784, 256), (256,), (256, 10), (10,)],
    "conv1d": [(8, 16, 1024), (32, 16, 5), (32,), (8, 32, 1020)],
    "conv2d": [(8, 16, 64, 64), (32, 16, 3, 3), (32,), (8, 32, 62, 62)],
    "elementwise": [(10**6,)],
    "softmax": [(1024, 1000)],
}
FREQUENCIES = [0.37, 0.73, 1.1, 0.91, 1.3]


def inputs(case, make):
    shapes = SHAPES[case]
    return [make(*waves(s, f)) for s, f in zip(shapes, FREQUENCIES)]


def with_torch(precision):
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
    dtype = getattr(torch, precision)

    def make(data, shape):
        return torch.tensor(data, dtype=dtype).reshape(shape).requires_grad_()

    def gradient(function, arguments, seed=None):
        def run():
            torch.autograd.grad(function(*arguments), arguments, seed)

        return least(run)

    def convolution(function, case):
        *arguments, seed = inputs(case, make)
        return gradient(function, arguments, seed.detach())

    a, b = (make(*waves((1024, 1024), f)).detach() for f in (0.37, 0.73))
    labels = torch.arange(1024)

    def doubling(x):
        y = x * 2
        while y.detach().norm() < 1000:
            y = y * 2
        return y.sum()

    def mlp(x, v, b, w, c):
        return F.cross_entropy(torch.relu(x @ v + b) @ w + c, labels[:64] % 10)

    show("torch", precision, [
        ("matmul 1024^3", least(lambda: a @ b)),
        ("MLP 784-256-10, batch 64", gradient(mlp, inputs("mlp", make))),
        ("conv1d N=8 Cin=16 Cout=32 L=1024 k=5",
         convolution(F.conv1d, "conv1d")),
        ("conv2d N=8 Cin=16 Cout=32 64x64 k=3",
         convolution(F.conv2d, "conv2d")),
        ("sum(tanh(2x+1) exp(-x)), n=10^6",
         gradient(lambda x: (torch.tanh(2 * x + 1) * torch.exp(-x)).sum(),
                  inputs("elementwise", make))),
        ("softmax cross-entropy 1024x1000",
         gradient(lambda x: F.cross_entropy(x, labels % 1000), inputs("softmax", make))),
        ("doubling loop, 9 doublings",
         gradient(doubling, [torch.tensor([0.3, -0.7, 1.9], dtype=dtype, requires_grad=True)])),
    ])


def with_jax(precision):
    import jax
    import jax.numpy as jnp
    from jax import lax

    jax.config.update("jax_enable_x64", True)
    dtype = jnp.dtype(precision)

    def make(data, shape):
        return jnp.array(data, dtype=dtype).reshape(shape)

    def gradient(function, arguments):
        compiled = jax.jit(jax.value_and_grad(function, argnums=tuple(range(len(arguments)))))
        return least(lambda: jax.block_until_ready(compiled(*arguments)))

    a, b = (make(*waves((1024, 1024), f)) for f in (0.37, 0.73))
    product = jax.jit(lambda a, b: a @ b)
    labels = jnp.arange(1024)

    def cross_entropy(scores, labels):
        return -jnp.mean(jax.nn.log_softmax(scores)[jnp.arange(len(labels)), labels])

    def mlp(x, v, b, w, c):
        return cross_entropy(jax.nn.relu(x @ v + b) @ w + c, labels[:64] % 10)

    def convolution(axes, case):
        def function(x, w, b):
            y = lax.conv_general_dilated(x, w, (1,) * axes, "VALID")
            return y + b.reshape((1, -1) + (1,) * axes)

        def both(seed, *arguments):
            y, pullback = jax.vjp(function, *arguments)
            return y, pullback(seed)

        *arguments, seed = inputs(case, make)
        compiled = jax.jit(both)
        return least(lambda: jax.block_until_ready(compiled(seed, *arguments)))

    def doubling(x):
        y = x * 2
        for _ in range(8):  # a bound that is known beforehand
            y = jnp.where(jnp.linalg.norm(lax.stop_gradient(y)) < 1000, y * 2, y)
        return y.sum()

    show("jax", precision, [
        ("matmul 1024^3", least(lambda: product(a, b).block_until_ready())),
        ("MLP 784-256-10, batch 64", gradient(mlp, inputs("mlp", make))),
        ("conv1d N=8 Cin=16 Cout=32 L=1024 k=5", convolution(1, "conv1d")),
        ("conv2d N=8 Cin=16 Cout=32 64x64 k=3", convolution(2, "conv2d")),
        ("sum(tanh(2x+1) exp(-x)), n=10^6",
         gradient(lambda x: (jnp.tanh(2 * x + 1) * jnp.exp(-x)).sum(),
                  inputs("elementwise", make))),
        ("softmax cross-entropy 1024x1000",
         gradient(lambda x: cross_entropy(x, labels % 1000), inputs("softmax", make))),
        ("doubling loop, 9 doublings", gradient(doubling, [jnp.array([0.3, -0.7, 1.9], dtype)])),
    ])


for name, run in [("torch", with_torch), ("jax", with_jax)]:
    try:
        __import__(name)
    except ImportError:
        print(f"{name} isn't installed")
        continue
    for precision in ["float32", "float64"]:
        run(precision)
