// The table of this instruction set's kernels.
#include "tensor/kernels/int8.h"

NMT_BEGIN_KERNELS

int panel_columns();
void pack(Real*, const Real*, std::int64_t, std::int64_t, int, int);
void multiply(const GemmCall&);
Int8Kernels int8_kernels();
void pack_bf16(std::uint32_t*, const Real*, std::int64_t, std::int64_t, int, int);
void multiply_bf16(const Bf16Call&);
#ifdef NMT_NATIVE_BF16
void pack_bf16_native(std::uint32_t*, const Real*, std::int64_t, std::int64_t, int, int);
void multiply_bf16_native(const Bf16Call&);
#endif
void softmax(Real*, const Real*, int, int);
void softmax_backward(Real*, const Real*, const Real*, int);
Real log_sum_exp(const Real*, int, Real*);
void log_softmax(Real*, int);
void transpose(Real*, std::int64_t, const Real*, std::int64_t, int, int);
void attend_past(const AttendPastCall&);
void attend_source(const AttendSourceCall&);
Real cross_entropy(Real*, int, int, Real, Real, double*);
void layer_norm(Real*, const Real*, const Real*, const Real*, int, Real, Real*);
void layer_norm_backward(Real*, bool, Real*, Real*, const Real*, const Real*, const Real*, int,
                         const Real*);
void activate(Real*, const Real*, std::int64_t, Activation);
void activate_backward(Real*, bool, const Real*, const Real*, std::int64_t, Activation);
void gate(Real*, const Real*, const Real*, int, Activation);
void gate_backward(Real*, Real*, const Real*, const Real*, const Real*, int, Activation);
void dropout(Real*, const Real*, const Real*, std::int64_t, std::int64_t, DropoutMask);
void add_scaled(Real*, const Real*, std::int64_t, Real);
void scale_add(Real*, const Real*, const Real*, std::int64_t, Real);
void maxout(Real*, const Real*, int);
void maxout_backward(Real*, const Real*, const Real*, int);
double sum_of_squares(const Real*, std::int64_t);
void adam(const AdamCall&);
void move_towards(Real*, const Real*, std::int64_t, Real);
void gru_gates(Real*, Real*, const Real*, int);
void gru_state(Real*, Real*, const Real*, int);
void gru_state_backward(Real*, Real*, const Real*, const Real*, int);
void gru_gates_backward(Real*, Real*, const Real*, const Real*, const Real*, int);
void lstm(Real*, Real*, const Real*, int);
void lstm_backward(const LstmBackwardCall&);
void ssru(Real*, Real*, const Real*, const Real*, const Real*, int);
void ssru_backward(Real*, Real*, const Real*, const Real*, const Real*, int);
void multiply_by(Real*, bool, const Real*, const Real*, int);
Real additive_score(const Real*, const Real*, const Real*, int);
void additive_score_backward(Real*, Real*, Real*, Real, const Real*, const Real*, const Real*, int);

Kernels table() {
  const Int8Kernels int8 = int8_kernels();
  return {panel_columns(),
          pack,
          multiply,
#ifdef NMT_REAL_DOUBLE
          nullptr,
          nullptr,
#else
          pack_bf16,
          multiply_bf16,
#endif
          int8.quantise_row,
          int8.multiply,
          softmax,
          softmax_backward,
          log_sum_exp,
          log_softmax,
          transpose,
          attend_past,
          attend_source,
          cross_entropy,
          layer_norm,
          layer_norm_backward,
          activate,
          activate_backward,
          gate,
          gate_backward,
          dropout,
          add_scaled,
          scale_add,
          maxout,
          maxout_backward,
          sum_of_squares,
          adam,
          move_towards,
          gru_gates,
          gru_state,
          gru_state_backward,
          gru_gates_backward,
          lstm,
          lstm_backward,
          ssru,
          ssru_backward,
          multiply_by,
          additive_score,
          additive_score_backward};
}

#if defined(NMT_ISA_avx512) || defined(NMT_ISA_neon)
// For machines that also have instructions for bfloat16.
Kernels table_with_bf16() {
  Kernels kernels = table();
#ifdef NMT_NATIVE_BF16
  kernels.pack_bf16 = pack_bf16_native;
  kernels.multiply_bf16 = multiply_bf16_native;
#endif
  return kernels;
}
#endif

NMT_END_KERNELS
