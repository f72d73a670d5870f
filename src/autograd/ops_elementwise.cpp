#include "autograd/ops.h"
#include "autograd/shapes.h"

namespace nmt {
namespace {

// Calls run(row, number of its first element in the whole tensor).
template <class Run>
void each_row(const Tensor& shape, Run run) {
  for (int r = 0; r < shape.rows; ++r) run(r, std::int64_t(r) * shape.cols);
}

}  // namespace

Var add(Tape& tape, Var x, Var y) { return add_dropout(tape, x, y, 0); }

// out = x + m * y, m = 0 or 1 / (1 - rate)  =>  d_y += m * d_out, d_x += d_out
Var add_dropout(Tape& tape, Var x, Var y, Real rate) {
  require_shape("add", y.value(), x.rows(), x.cols());
  const bool drops = tape.recording() && rate > 0;
  const DropoutMask mask{drops ? tape.next_dropout_key() : 0, drops ? rate : 0};
  const Tensor a = x.value(), b = y.value(), out = tape.make(a.rows, a.cols);
  each_row(out, [&](int r, std::int64_t first) {
    kernels().dropout(out.row(r), a.row(r), b.row(r), first, out.cols, mask);
  });
  return tape.record(out, {x, y}, [&tape, x, y, mask](const Tensor& d_out) {
    if (const GradientTarget d_y = tape.gradient(y); d_y.to.data)
      each_row(d_out, [&](int r, std::int64_t first) {
        Real* to = d_y.to.row(r);
        kernels().dropout(to, d_y.fresh ? nullptr : to, d_out.row(r), first, d_out.cols, mask);
      });
    tape.give_gradient(x, d_out);
  });
}

// out = m * x  =>  d_x += m * d_out
Var dropout(Tape& tape, Var x, Real rate) {
  if (!tape.recording() || rate <= 0) return x;
  const DropoutMask mask{tape.next_dropout_key(), rate};
  const Tensor a = x.value(), out = tape.make(a.rows, a.cols);
  each_row(out, [&](int r, std::int64_t first) {
    kernels().dropout(out.row(r), nullptr, a.row(r), first, out.cols, mask);
  });
  return tape.record(out, {x}, [&tape, x, mask](const Tensor& d_out) {
    if (const GradientTarget d_x = tape.gradient(x); d_x.to.data)
      each_row(d_out, [&](int r, std::int64_t first) {
        Real* to = d_x.to.row(r);
        kernels().dropout(to, d_x.fresh ? nullptr : to, d_out.row(r), first, d_out.cols, mask);
      });
  });
}

Tensor dropout_mask(Tape& tape, int rows, int cols, Real rate) {
  const Tensor ones = tape.make(1, cols), mask = tape.make(rows, cols);
  std::fill_n(ones.data, cols, Real(1));
  const std::uint64_t key = tape.next_dropout_key();
  each_row(mask, [&](int r, std::int64_t first) {
    kernels().dropout(mask.row(r), nullptr, ones.data, first, cols, {key, rate});
  });
  return mask;
}

// out[t] = m[row[t]] * x[t]  =>  d_x[t] += m[row[t]] * d_out[t]
Var mask_rows(Tape& tape, Var x, const Tensor& mask, std::span<const int> rows) {
  require_shape("mask_rows", x.value(), static_cast<int>(rows.size()), mask.cols);
  require_below("mask_rows", rows, mask.rows);
  const Tensor out = tape.make(x.rows(), x.cols());
  for (int t = 0; t < out.rows; ++t)
    kernels().multiply_by(out.row(t), false, x.value().row(t), mask.row(rows[t]), out.cols);
  return tape.record(out, {x}, [&tape, x, mask, rows = tape.keep(rows)](const Tensor& d_out) {
    if (const GradientTarget d_x = tape.gradient(x); d_x.to.data)
      for (int t = 0; t < d_out.rows; ++t)
        kernels().multiply_by(d_x.to.row(t), !d_x.fresh, d_out.row(t), mask.row(rows[t]),
                              d_out.cols);
  });
}

// out = f(x)  =>  d_x += f'(x) * d_out
Var activate(Tape& tape, Var x, Activation activation) {
  const Tensor a = x.value(), out = tape.make(a.rows, a.cols);
  each_row(out, [&](int r, std::int64_t) {
    kernels().activate(out.row(r), a.row(r), out.cols, activation);
  });
  return tape.record(out, {x}, [&tape, x, activation](const Tensor& d_out) {
    if (const GradientTarget d_x = tape.gradient(x); d_x.to.data)
      each_row(d_out, [&](int r, std::int64_t) {
        kernels().activate_backward(d_x.to.row(r), !d_x.fresh, d_out.row(r), x.value().row(r),
                                    d_out.cols, activation);
      });
  });
}

// out = f(x_gate) * x_up  =>  d_gate += d_out * x_up * f'(x_gate), d_up += d_out * f(x_gate)
Var gate(Tape& tape, Var x, Activation activation) {
  require_halves("gate", x.value());
  const int width = x.cols() / 2;
  const Tensor out = tape.make(x.rows(), width);
  each_row(out, [&](int r, std::int64_t) {
    const Real* row = x.value().row(r);
    kernels().gate(out.row(r), row, row + width, width, activation);
  });
  return tape.record(out, {x}, [&tape, x, width, activation](const Tensor& d_out) {
    if (const Tensor d_x = tape.gradient_to_add(x); d_x.data)
      each_row(d_out, [&](int r, std::int64_t) {
        const Real* row = x.value().row(r);
        kernels().gate_backward(d_x.row(r), d_x.row(r) + width, d_out.row(r), row, row + width,
                                width, activation);
      });
  });
}

// out = max(x1, x2)  =>  d_out goes to the larger
Var maxout(Tape& tape, Var x) {
  require_halves("maxout", x.value());
  const Tensor out = tape.make(x.rows(), x.cols() / 2);
  each_row(out,
           [&](int r, std::int64_t) { kernels().maxout(out.row(r), x.value().row(r), out.cols); });
  return tape.record(out, {x}, [&tape, x](const Tensor& d_out) {
    if (const Tensor d_x = tape.gradient_to_add(x); d_x.data)
      each_row(d_out, [&](int r, std::int64_t) {
        kernels().maxout_backward(d_x.row(r), d_out.row(r), x.value().row(r), d_out.cols);
      });
  });
}

}  // namespace nmt
