#include "autograd/ops.h"

namespace nmt {

// The backward formula stands beside the kernel (tensor/kernels/rows.cpp).
Var layer_norm(Tape& tape, Var x, Var gain, Var bias) {
  const Tensor in = x.value(), out = tape.make(in.rows, in.cols),
               statistics = tape.make(in.rows, 2);
  for (int r = 0; r < in.rows; ++r)
    kernels().layer_norm(out.row(r), in.row(r), gain.value().data, bias.value().data, in.cols,
                         statistics.row(r));
  return tape.record(out, {x, gain, bias}, [&tape, x, gain, bias, statistics](const Tensor& d_out) {
    const GradientTarget d_x = tape.gradient(x);
    const Tensor d_gain = tape.gradient_to_add(gain), d_bias = tape.gradient_to_add(bias);
    for (int r = 0; r < d_out.rows; ++r)
      kernels().layer_norm_backward(d_x.to.data ? d_x.to.row(r) : nullptr, !d_x.fresh, d_gain.data,
                                    d_bias.data, d_out.row(r), x.value().row(r), gain.value().data,
                                    d_out.cols, statistics.row(r));
  });
}

// out[t] = scale * table[ids[t]]  =>  d_table[ids[t]] += scale * d_out[t]
Var embed(Tape& tape, Var table, std::span<const TokenId> ids, Real scale) {
  const Tensor from = table.value(), out = tape.make(static_cast<int>(ids.size()), table.cols());
  for (int t = 0; t < out.rows; ++t)
    kernels().scale_add(out.row(t), from.row(ids[t]), nullptr, out.cols, scale);
  return tape.record(out, {table},
                     [&tape, table, ids = tape.keep(ids), scale](const Tensor& d_out) {
                       const Tensor d_table = tape.gradient_to_add(table);
                       for (int t = 0; t < d_out.rows; ++t)
                         kernels().add_scaled(d_table.row(ids[t]), d_out.row(t), d_out.cols, scale);
                     });
}

// out[t] = x[t] + table[rows[t]]  =>  d_table[rows[t]] += d_out[t], d_x += d_out
Var add_rows(Tape& tape, Var x, Var table, std::span<const int> rows) {
  const Tensor in = x.value(), out = tape.make(in.rows, in.cols);
  for (int t = 0; t < out.rows; ++t)
    kernels().scale_add(out.row(t), in.row(t), table.value().row(rows[t]), out.cols, 1);
  return tape.record(out, {x, table},
                     [&tape, x, table, rows = tape.keep(rows)](const Tensor& d_out) {
                       if (const Tensor d_table = tape.gradient_to_add(table); d_table.data)
                         for (int t = 0; t < d_out.rows; ++t)
                           kernels().add_scaled(d_table.row(rows[t]), d_out.row(t), d_out.cols, 1);
                       tape.give_gradient(x, d_out);
                     });
}

}  // namespace nmt
