// Who wants to know when the gradients of the parameters are complete, to send them away while the
// backward pass goes on.
#pragma once

namespace nmt {

struct Parameter;

// A parameter enters a tape once or several times; when the backward pass has gone back beyond all
// of these places, nothing more is added to its gradient.
class GradientListener {
 public:
  virtual ~GradientListener() = default;
  virtual void used(const Parameter& parameter) = 0;
  virtual void passed(const Parameter& parameter) = 0;
};

}  // namespace nmt
