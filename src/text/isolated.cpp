#include "text/isolated.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// The first byte of what a child sends says what follows; each part of an error ends with NUL.
constexpr char kResult = 'r', kError = 'e';

Error cannot_start(const IsolatedTask& task) {
  return Error({.what = format("{} cannot begin: {}", task.purpose, std::strerror(errno)),
                .where = task.where,
                .fix = "look whether the machine is out of memory, processes or room in /tmp",
                .kind = Error::Kind::runtime});
}

std::string read_all(int descriptor) {
  std::string bytes;
  char block[1 << 14];
  for (;;) {
    const ssize_t size = read(descriptor, block, sizeof block);
    if (size > 0) bytes.append(block, static_cast<std::size_t>(size));
    if (size == 0 || (size < 0 && errno != EINTR)) return bytes;
  }
}

std::string packed(const Error::Parts& parts) {
  std::string message(1, kError);
  const auto add = [&](const std::string& part) { message += part + '\0'; };
  add(parts.what);
  add(parts.where);
  add(parts.fix);
  for (const std::int64_t number :
       {static_cast<std::int64_t>(parts.kind), static_cast<std::int64_t>(parts.code), parts.limit})
    add(format("{}", number));
  for (const std::string& key : parts.keys) add(key);
  return message;
}

Error unpacked_error(std::string_view message) {
  std::vector<std::string> parts;
  for (std::size_t end; (end = message.find('\0')) != std::string_view::npos;) {
    parts.emplace_back(message.substr(0, end));
    message.remove_prefix(end + 1);
  }
  return Error({.what = parts.at(0),
                .where = parts.at(1),
                .keys = {parts.begin() + 6, parts.end()},
                .fix = parts.at(2),
                .kind = static_cast<Error::Kind>(std::stoi(parts.at(3))),
                .code = static_cast<Error::Code>(std::stoi(parts.at(4))),
                .limit = std::stoll(parts.at(5))});
}

std::string run_and_pack(const std::function<std::string()>& work) {
  try {
    return kResult + work();
  } catch (const Error& error) {
    return packed(error.parts());
  } catch (const std::exception& error) {
    return packed({.what = error.what(), .kind = Error::Kind::runtime});
  }
}

std::string unpack(std::string_view message) {
  const char tag = message.front();
  message.remove_prefix(1);
  if (tag == kResult) return std::string(message);
  throw unpacked_error(message);
}

[[noreturn]] void be_child(int to_parent, int messages, const std::function<std::string()>& work) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP})
    std::signal(signal_number, SIG_DFL);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  dup2(messages, STDERR_FILENO);
  _exit(write_all(to_parent, run_and_pack(work)) == 0 ? 0 : 1);
}

// The end of what the child wrote, as one line.
std::string last_words(std::FILE* messages) {
  constexpr std::size_t kMostBytes = 400;
  std::rewind(messages);
  std::string words;
  for (int c = std::fgetc(messages); c != EOF; c = std::fgetc(messages))
    words += c == '\n' ? ' ' : static_cast<char>(c);
  while (words.ends_with(' ')) words.pop_back();
  return words.substr(words.size() - std::min(words.size(), kMostBytes));
}

Error died(const IsolatedTask& task, int status, std::FILE* messages) {
  std::string how = format("it ended with status {}", status);
  if (WIFEXITED(status)) how = format("it exited with code {}", WEXITSTATUS(status));
  if (WIFSIGNALED(status)) how = format("it was stopped by {}", strsignal(WTERMSIG(status)));
  const std::string said = last_words(messages);
  if (task.understand)
    if (const std::optional<Error> error = task.understand(said)) return *error;
  return Error(
      {.what = format("{} failed: {}{}{}", task.purpose, how, said.empty() ? "" : ": ", said),
       .where = task.where,
       .fix = task.fix,
       .kind = Error::Kind::runtime});
}

}  // namespace

std::string run_isolated(const IsolatedTask& task, const std::function<std::string()>& work) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> messages(std::tmpfile(), std::fclose);
  int ends[2];
  if (!messages || pipe2(ends, O_CLOEXEC) != 0) throw cannot_start(task);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    be_child(ends[1], fileno(messages.get()), work);
  }
  close(ends[1]);
  const std::string message = child < 0 ? "" : read_all(ends[0]);
  close(ends[0]);
  if (child < 0) throw cannot_start(task);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0 || message.empty()) throw died(task, status, messages.get());
  return unpack(message);
}

}  // namespace nmt
