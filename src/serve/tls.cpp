#include "serve/tls.h"

#include "base/error.h"

#ifdef NMT_TLS

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <utility>

#include "base/file.h"
#include "base/format.h"
#include "base/log.h"

namespace nmt {
namespace {

// Why the library has refused: what came first, before whatever follows from it. Its queue of errors
// belongs to the thread.
std::string reason() {
  const unsigned long error = ERR_peek_error();
  const char* text = ERR_reason_error_string(error);
  ERR_clear_error();
  return text == nullptr ? "unknown" : text;
}

Error unfit(const std::string& what, const char* flag, const std::string& path,
            const std::string& fix) {
  return Error({.what = what, .where = format("--{} {}", flag, path), .fix = fix});
}

void use_certificate(SSL_CTX* context, const std::string& path) {
  read_file(path);  // throws in the words of any file
  if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) != 1)
    throw unfit(format("the certificate cannot be used: {}", reason()), "tls_certificate", path,
                "give a file in PEM form: -----BEGIN CERTIFICATE----- ...");
  const X509* certificate = SSL_CTX_get0_certificate(context);
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
    log_warning(format("{}: the certificate has expired; clients will refuse it", path));
}

// Nobody is asked for a password; that one is wanted tells that a key is encrypted.
int no_password(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

void use_key(SSL_CTX* context, const std::string& path) {
  read_file(path);
  bool wants_password = false;
  SSL_CTX_set_default_passwd_cb(context, no_password);
  SSL_CTX_set_default_passwd_cb_userdata(context, &wants_password);
  if (SSL_CTX_use_PrivateKey_file(context, path.c_str(), SSL_FILETYPE_PEM) == 1) return;
  const int code = ERR_GET_REASON(ERR_peek_error());
  if (code == X509_R_KEY_VALUES_MISMATCH || code == X509_R_KEY_TYPE_MISMATCH)
    throw unfit("the key is not that of the certificate", "tls_key", path,
                "give the key that the certificate was made with");
  if (wants_password)
    throw unfit("the key is encrypted", "tls_key", path,
                format("give one that is not: openssl pkey -in {} -out FILE", path));
  throw unfit(format("the key cannot be used: {}", reason()), "tls_key", path,
              "give the certificate's key, in PEM form: -----BEGIN PRIVATE KEY----- ...");
}

}  // namespace

struct TlsSession::State {
  std::shared_ptr<SSL> ssl;
  BIO *in = nullptr, *out = nullptr;  // which `ssl` owns
};

struct Tls::Context {
  std::shared_ptr<SSL_CTX> context;
};

TlsSession::TlsSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsSession::~TlsSession() = default;

TlsSession::Handshake TlsSession::handshake() {
  ERR_clear_error();
  const int result = SSL_accept(state_->ssl.get());
  if (result == 1) return Handshake::done;
  return SSL_get_error(state_->ssl.get(), result) == SSL_ERROR_WANT_READ ? Handshake::unfinished
                                                                         : Handshake::failed;
}

ssize_t TlsSession::read(char* to, std::size_t size) {
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(state_->ssl.get(), to, size, &count);
  if (result == 1) return static_cast<ssize_t>(count);
  return SSL_get_error(state_->ssl.get(), result) == SSL_ERROR_WANT_READ ? -1 : 0;
}

bool TlsSession::write(std::string_view text) {
  ERR_clear_error();
  std::size_t count = 0;
  return text.empty() || (SSL_write_ex(state_->ssl.get(), text.data(), text.size(), &count) == 1 &&
                          count == text.size());
}

void TlsSession::close() {
  ERR_clear_error();
  SSL_shutdown(state_->ssl.get());
}

void TlsSession::put(std::string_view bytes) {
  BIO_write(state_->in, bytes.data(), static_cast<int>(bytes.size()));
}

std::string TlsSession::take() {
  std::string bytes(BIO_ctrl_pending(state_->out), 0);
  if (!bytes.empty()) BIO_read(state_->out, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

bool TlsSession::has_bytes() const {
  return SSL_pending(state_->ssl.get()) > 0 || BIO_ctrl_pending(state_->in) > 0;
}

Tls::Tls(const std::string& certificate, const std::string& key)
    : context_(std::make_unique<Context>()) {
  std::shared_ptr<SSL_CTX>& context = context_->context;
  context.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context)
    throw Error({.what = format("OpenSSL cannot be used: {}", reason()),
                 .where = "--tls_certificate",
                 .fix = "leave TLS to a proxy before the server",
                 .kind = Error::Kind::runtime});
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  use_certificate(context.get(), certificate);
  use_key(context.get(), key);
}

Tls::~Tls() = default;

std::unique_ptr<TlsSession> Tls::accept() const {
  auto state = std::make_unique<TlsSession::State>();
  state->ssl.reset(SSL_new(context_->context.get()), SSL_free);
  state->in = BIO_new(BIO_s_mem());
  state->out = BIO_new(BIO_s_mem());
  if (!state->ssl || state->in == nullptr || state->out == nullptr) {
    BIO_free(state->in);
    BIO_free(state->out);
    return nullptr;
  }
  // What has not come yet is no end.
  BIO_set_mem_eof_return(state->in, -1);
  BIO_set_mem_eof_return(state->out, -1);
  SSL_set_bio(state->ssl.get(), state->in, state->out);
  SSL_set_accept_state(state->ssl.get());
  return std::make_unique<TlsSession>(std::move(state));
}

std::string Tls::library() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace nmt

#else

namespace nmt {

struct TlsSession::State {};
struct Tls::Context {};

TlsSession::TlsSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsSession::~TlsSession() = default;
TlsSession::Handshake TlsSession::handshake() { return Handshake::failed; }
ssize_t TlsSession::read(char*, std::size_t) { return 0; }
bool TlsSession::write(std::string_view) { return false; }
void TlsSession::close() {}
void TlsSession::put(std::string_view) {}
std::string TlsSession::take() { return {}; }
bool TlsSession::has_bytes() const { return false; }

Tls::Tls(const std::string&, const std::string&) {
  throw Error(
      {.what = "this nmt was built without TLS",
       .where = "--tls_certificate",
       .fix = "build it with OpenSSL (Debian: libssl-dev), or put a proxy before the server"});
}
Tls::~Tls() = default;
std::unique_ptr<TlsSession> Tls::accept() const { return nullptr; }
std::string Tls::library() { return {}; }

}  // namespace nmt

#endif
