#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "autograd/shapes.h"
#include "tensor/rows.h"

namespace nmt {

// The backward formula stands beside the kernel (tensor/kernels/rows.cpp).
Var layer_norm(Tape& tape, Var x, Var gain, Var bias, Real epsilon) {
  require_shape("layer_norm", gain.value(), 1, x.cols());
  require_shape("layer_norm", bias.value(), 1, x.cols());
  const Tensor in = x.value(), out = tape.make(in.rows, in.cols),
               statistics = tape.make(in.rows, 2);
  for (int r = 0; r < in.rows; ++r)
    kernels().layer_norm(out.row(r), in.row(r), gain.value().data, bias.value().data, in.cols,
                         epsilon, statistics.row(r));
  return tape.record(out, {x, gain, bias}, [&tape, x, gain, bias, statistics](const Tensor& d_out) {
    const GradientTarget d_x = tape.gradient(x);
    const Tensor d_gain = tape.gradient_or_room(gain), d_bias = tape.gradient_or_room(bias);
    for (int r = 0; r < d_out.rows; ++r)
      kernels().layer_norm_backward(d_x.to.data ? d_x.to.row(r) : nullptr, !d_x.fresh, d_gain.data,
                                    d_bias.data, d_out.row(r), x.value().row(r), gain.value().data,
                                    d_out.cols, statistics.row(r));
  });
}

// out[t] = scale * table[ids[t]]  =>  d_table[ids[t]] += scale * d_out[t]
Var embed(Tape& tape, Var table, std::span<const TokenId> ids, Real scale) {
  require_below("embed", ids, table.rows());
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

Var embed(Tape& tape, const Parameter& table, std::span<const TokenId> ids, Real scale) {
  if (tape.recording() || table.packed.empty() || table.packed.precision == Precision::f32)
    return embed(tape, tape.parameter(table), ids, scale);
  require_below("embed", ids, table.rows);
  const Tensor out = tape.make(static_cast<int>(ids.size()), table.cols);
  for (int t = 0; t < out.rows; ++t) unpack_column(out.row(t), table.packed, ids[t], scale);
  return tape.constant(out);
}

// out[t] = x[t] + table[rows[t]]  =>  d_table[rows[t]] += d_out[t], d_x += d_out
Var add_rows(Tape& tape, Var x, Var table, std::span<const int> rows) {
  require_shape("add_rows", x.value(), static_cast<int>(rows.size()), table.cols());
  require_below("add_rows", rows, table.rows());
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

// out[t] = x[rows[t]]  =>  d_x[rows[t]] += d_out[t]
Var gather_rows(Tape& tape, Var x, std::span<const int> rows) {
  require_below("gather_rows", rows, x.rows());
  const Tensor out = tape.make(static_cast<int>(rows.size()), x.cols());
  for (int t = 0; t < out.rows; ++t) std::copy_n(x.value().row(rows[t]), out.cols, out.row(t));
  return tape.record(out, {x}, [&tape, x, rows = tape.keep(rows)](const Tensor& d_out) {
    if (const Tensor d_x = tape.gradient_to_add(x); d_x.data)
      for (int t = 0; t < d_out.rows; ++t)
        kernels().add_scaled(d_x.row(rows[t]), d_out.row(t), d_out.cols, 1);
  });
}

namespace {

// A record takes its inputs as a list; whether any of many needs a gradient is one input's answer.
Var one_that_needs_gradient(std::span<const Var> parts) {
  for (const Var& part : parts)
    if (part.node().needs_gradient) return part;
  return Var();
}

}  // namespace

// out = [x1; x2; ...]  =>  d_xi += its rows of d_out
Var stack_rows(Tape& tape, std::span<const Var> parts) {
  int rows = 0;
  for (const Var& part : parts) rows += part.rows();
  const Tensor out = tape.make(rows, parts.empty() ? 0 : parts[0].cols());
  int begin = 0;
  for (const Var& part : parts) {
    require_shape("stack_rows", part.value(), part.rows(), out.cols);
    copy_rows(out.slice(begin, part.rows()), part.value());
    begin += part.rows();
  }
  return tape.record(out, {one_that_needs_gradient(parts)},
                     [&tape, parts = tape.keep(parts)](const Tensor& d_out) {
                       int first = 0;
                       for (const Var& part : parts) {
                         tape.give_gradient(part, d_out.slice(first, part.rows()));
                         first += part.rows();
                       }
                     });
}

// out = [x1, x2, ...]  =>  d_xi += its columns of d_out
Var concat_columns(Tape& tape, std::span<const Var> parts) {
  int cols = 0;
  for (const Var& part : parts) cols += part.cols();
  const Tensor out = tape.make(parts.empty() ? 0 : parts[0].rows(), cols);
  int begin = 0;
  for (const Var& part : parts) {
    require_shape("concat_columns", part.value(), out.rows, part.cols());
    copy_rows(out.columns(begin, part.cols()), part.value());
    begin += part.cols();
  }
  return tape.record(out, {one_that_needs_gradient(parts)},
                     [&tape, parts = tape.keep(parts)](const Tensor& d_out) {
                       int first = 0;
                       for (const Var& part : parts) {
                         const Tensor d = d_out.columns(first, part.cols());
                         first += part.cols();
                         const GradientTarget to = tape.gradient(part);
                         if (to.to.data == nullptr) continue;
                         if (to.fresh)
                           copy_rows(to.to, d);
                         else
                           add_scaled_rows(to.to, d, 1);
                       }
                     });
}

}  // namespace nmt
