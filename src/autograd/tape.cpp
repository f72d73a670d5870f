#include "autograd/tape.h"

#include "autograd/gradient_listener.h"
#include "autograd/parameter.h"
#include "base/random.h"
#include "tensor/rows.h"

namespace nmt {

Tensor Tape::make(int rows, int cols) {
  return {arena_.allocate<Real>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)),
          rows, cols};
}

Tensor Tape::make_zero(int rows, int cols) {
  const Tensor made = make(rows, cols);
  std::fill_n(made.data, made.size(), Real(0));
  return made;
}

Var Tape::constant(Tensor value) {
  return Var(new (arena_.allocate<Node>(1)) Node{.value = value, .d_value = {}});
}

Var Tape::leaf(Tensor value) {
  const Var made = constant(value);
  made.node().needs_gradient = recording();
  return made;
}

Var Tape::parameter(const Parameter& parameter) {
  const Var made = leaf(parameter.value);
  if (recording() && !gradients_.empty())
    made.node().d_value = {gradients_.data() + parameter.offset, parameter.rows, parameter.cols};
  if (recording() && listener_ != nullptr) {
    listener_->used(parameter);
    void* place = const_cast<Parameter*>(&parameter);
    last_ = new (arena_.allocate<Step>(1)) Step{nullptr, place, nullptr, last_};
  }
  return made;
}

Var Tape::view(Var x, Tensor value, int first_row, int first_column) {
  const Var made = constant(value);
  Node& node = made.node();
  node.needs_gradient = x.node().needs_gradient;
  node.whole = &x.node();
  node.first_row = first_row;
  node.first_column = first_column;
  return made;
}

Var Tape::columns(Var x, int begin, int count) {
  return view(x, x.value().columns(begin, count), 0, begin);
}

Var Tape::rows(Var x, int begin, int count) {
  return view(x, x.value().slice(begin, count), begin, 0);
}

Var Tape::add_step(Tensor value, void* closure, Run run) {
  const Var made = leaf(value);
  last_ = new (arena_.allocate<Step>(1)) Step{&made.node(), closure, run, last_};
  return made;
}

GradientTarget Tape::gradient(Var input) {
  if (!input || !input.node().needs_gradient) return {};
  Node& node = input.node();
  if (node.whole != nullptr)
    return {gradient_to_add(Var(node.whole))
                .slice(node.first_row, node.value.rows)
                .columns(node.first_column, node.value.cols),
            false};
  const bool fresh = node.d_value.data == nullptr;
  if (fresh) node.d_value = make(node.value.rows, node.value.cols);
  return {node.d_value, fresh};
}

Tensor Tape::gradient_to_add(Var input) {
  const GradientTarget target = gradient(input);
  if (target.fresh) std::fill_n(target.to.data, target.to.size(), Real(0));
  return target.to;
}

Tensor Tape::gradient_or_room(Var input) {
  const Tensor d = gradient_to_add(input);
  return d.data ? d : make_zero(input.rows(), input.cols());
}

void Tape::give_gradient(Var input, const Tensor& d) {
  if (!input || !input.node().needs_gradient) return;
  Node& node = input.node();
  if (node.whole == nullptr && node.d_value.data == nullptr) {
    node.d_value = d;
    return;
  }
  const Tensor to = gradient_to_add(input);
  add_scaled_rows(to, d, 1);
}

void Tape::backward(Var loss) {
  const Tensor one = make(1, 1);
  *one.data = 1;
  backward(loss, one);
}

std::shared_ptr<Arena> Tape::lend_arena() {
  for (const std::shared_ptr<Arena>& each : lent_)
    if (each.use_count() == 1) {
      each->reset();
      return each;
    }
  return lent_.emplace_back(std::make_shared<Arena>());
}

void Tape::backward(Var output, const Tensor& d_output) {
  give_gradient(output, d_output);
  for (const Step* step = last_; step != nullptr; step = step->previous) {
    if (step->node == nullptr) {
      listener_->passed(*static_cast<const Parameter*>(step->closure));
    } else if (step->node->d_value.data != nullptr) {
      step->run(step->closure, step->node->d_value);
    }
  }
}

void Tape::reset(std::uint64_t key) {
  arena_.reset();
  last_ = nullptr;
  dropout_key_ = key;
  dropouts_ = 0;
}

std::uint64_t Tape::next_dropout_key() { return derive_key(dropout_key_, dropouts_++); }

}  // namespace nmt
