// Define-by-run automatic differentiation. An op computes its value at once and, on a recording
// tape, leaves beside it the closure that turns the gradient of the value into the gradients of its
// inputs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "tensor/arena.h"
#include "tensor/arithmetic.h"
#include "tensor/tensor.h"

namespace nmt {

struct Parameter;
struct AttentionTrace;
class GradientListener;

// One value on a tape. Lives in the tape's arena.
struct Node {
  Tensor value;
  Tensor d_value;  // its gradient; data == nullptr until the first contribution
  bool needs_gradient = false;
  // A view of some rows or columns of another node writes its gradient there.
  Node* whole = nullptr;
  int first_row = 0, first_column = 0;
};

// A handle to a node; copied freely.
class Var {
 public:
  Var() = default;
  explicit Var(Node* node) : node_(node) {}
  const Tensor& value() const { return node_->value; }
  int rows() const { return node_->value.rows; }
  int cols() const { return node_->value.cols; }
  Node& node() const { return *node_; }
  explicit operator bool() const { return node_ != nullptr; }

 private:
  Node* node_ = nullptr;
};

// Where a backward writes. `fresh` memory is uninitialised and must be overwritten; otherwise add
// to it.
struct GradientTarget {
  Tensor to;
  bool fresh = false;
};

class Tape {
 public:
  // `infer` records nothing; `train` records, and drops units where a model asks for it.
  enum class Mode { infer, train };
  // `gradients` receives those of the parameters, in the layout of ParameterSet::values(); the
  // caller zeroes it.
  explicit Tape(Mode mode, std::span<Real> gradients = {}) : mode_(mode), gradients_(gradients) {}
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  bool recording() const { return mode_ == Mode::train; }
  // In which precision, f32 or bf16, and by whom the products with parameters are computed from now
  // on, forward and backward. Those within attention, which are small, are always own products.
  void multiply_in(Arithmetic arithmetic) { arithmetic_ = arithmetic; }
  Arithmetic arithmetic() const { return arithmetic_; }
  Arena& arena() { return arena_; }
  // Empty memory for what outlives resets, as the caches of a search do. The tape keeps it, to lend it
  // again when nobody else holds it: fresh pages cost more than what is written on them.
  std::shared_ptr<Arena> lend_arena();
  // From now on `trace` is told of every call of attention (autograd/attention_trace.h); nullptr ends
  // it. It must outlive its use.
  void watch(AttentionTrace* trace) { trace_ = trace; }
  AttentionTrace* trace() const { return trace_; }
  // From now on `listener` is told of each use of a parameter (autograd/gradient_listener.h).
  void tell(GradientListener* listener) { listener_ = listener; }
  // Uninitialised scratch of this step.
  Tensor make(int rows, int cols);
  Tensor make_zero(int rows, int cols);

  Var constant(Tensor value);
  // A leaf whose gradient is wanted (tests).
  Var leaf(Tensor value);
  Var parameter(const Parameter& parameter);
  // The columns [begin, begin + count) of x, without copying: queries, keys and values of one
  // projection.
  Var columns(Var x, int begin, int count);
  // The rows [begin, begin + count) of x, without copying: one time step.
  Var rows(Var x, int begin, int count);
  // A copy of `items` that lives as long as this step, for a backward to capture.
  template <class T>
  std::span<const T> keep(std::span<const T> items) {
    T* copy = arena_.allocate<T>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }

  // Adds the result of an op. `backward(const Tensor& d_out)` runs once, after every use of the
  // result has contributed to d_out, and only when some input needs a gradient and the result was
  // used.
  template <class Backward>
  Var record(Tensor value, std::initializer_list<Var> inputs, Backward backward) {
    bool needed = false;
    for (const Var& input : inputs) needed |= input && input.node().needs_gradient;
    if (!recording() || !needed) return constant(value);
    static_assert(std::is_trivially_destructible_v<Backward>, "capture views, not owners");
    void* place = arena_.allocate<std::byte>(sizeof(Backward));
    auto* closure = new (place) Backward(std::move(backward));
    return add_step(value, closure,
                    [](void* c, const Tensor& d) { (*static_cast<Backward*>(c))(d); });
  }

  // For a backward: where the gradient of `input` goes. data == nullptr where none is wanted.
  GradientTarget gradient(Var input);
  // The same with the gradient set to zero when fresh, for backwards that can only add.
  Tensor gradient_to_add(Var input);
  // The same, with zeroed scratch where no gradient is wanted: for kernels that write to several.
  Tensor gradient_or_room(Var input);
  // Adds `d` to the gradient of `input`, taking over its memory where nothing was there. The caller
  // must not read or write `d` afterwards.
  void give_gradient(Var input, const Tensor& d);

  // Runs the backwards from `loss` [1, 1], whose gradient is 1.
  void backward(Var loss);
  // The same from any output and its gradient (tests).
  void backward(Var output, const Tensor& d_output);

  // Drops every value; keeps the memory. `key` names the dropout stream of the step to come.
  void reset(std::uint64_t key = 0);
  // A new key for each dropout of a step, the same in every run.
  std::uint64_t next_dropout_key();

 private:
  using Run = void (*)(void* closure, const Tensor& d_out);
  struct Step {
    Node* node;  // null: `closure` is a Parameter, of whose use backward() tells
    void* closure;
    Run run;
    Step* previous;
  };
  Var view(Var x, Tensor value, int first_row, int first_column);
  Var add_step(Tensor value, void* closure, Run run);

  Mode mode_;
  Arithmetic arithmetic_;
  std::span<Real> gradients_;
  Arena arena_;
  std::vector<std::shared_ptr<Arena>> lent_;
  Step* last_ = nullptr;
  AttentionTrace* trace_ = nullptr;
  GradientListener* listener_ = nullptr;
  std::uint64_t dropout_key_ = 0, dropouts_ = 0;
};

}  // namespace nmt
