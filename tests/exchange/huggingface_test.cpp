// safetensors, files of PyTorch, and both in several files.
#include <gmock/gmock.h>

#include "base/format.h"
#include "exchange/pickle_making.h"
#include "exchange/readers.h"
#include "exchange/writers.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class HuggingFace : public OwnFolderTest {
 protected:
  // Of a pickle in a zip archive.
  Error::Parts refusal(const std::string& pickle) const {
    return error_of([&] { read_pytorch("m", bytes_in_memory(pytorch_zip(pickle))); });
  }
};

void expect_sample(const TensorFile& model) {
  EXPECT_EQ(model.kind(), "PyTorch");
  ASSERT_EQ(model.tensors().size(), 3u);
  EXPECT_THAT(model.at("a").shape, ElementsAre(2, 2));
  EXPECT_THAT(to_floats(model.at("a")), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(to_floats(model.at("a.T")), ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(to_floats(model.at("deep.b")), ElementsAre(2, 3));
}

TEST_F(HuggingFace, ReadsBothFormsOfPytorch) {
  expect_sample(read_pytorch(file("new.bin", pytorch_zip(sample_pickle()))));
  expect_sample(read_pytorch(file("old.bin", pytorch_old(sample_pickle(true)))));
}

TEST_F(HuggingFace, ReadsParametersAndViewsOfOneStorage) {
  PickleMaker pickle;
  pickle.op("}(").text("p").global("torch._utils", "_rebuild_parameter").op("(");
  pickle.tensor("FloatStorage", "0", 4, 1, {3}, {1});
  pickle.op("\x88").global("collections", "OrderedDict").op(")RtR");
  pickle.text("one").tensor("FloatStorage", "0", 4, 3, {}, {});
  pickle.text("none").tensor("FloatStorage", "0", 4, 0, {0, 2}, {2, 1}).op("u");
  const TensorFile model = read_pytorch("m", bytes_in_memory(pytorch_zip(pickle.done())));
  EXPECT_THAT(to_floats(model.at("p")), ElementsAre(2, 3, 4));
  EXPECT_THAT(to_floats(model.at("one")), ElementsAre(4));
  EXPECT_TRUE(to_floats(model.at("none")).empty());
}

TEST_F(HuggingFace, NothingElseCanBeCalled) {
  const Error::Parts parts =
      refusal(PickleMaker().global("os", "system").op("(").text("true").op("tR").done());
  EXPECT_EQ(parts.what,
            "a pickle in it is not read: it names os system, which weights do not need");
  EXPECT_EQ(parts.where, "m:top/data.pkl");
  EXPECT_EQ(parts.fix, "save the weights alone: torch.save(model.state_dict(), FILE)");
  const auto what = [&](const std::string& pickle) {
    const std::string text = refusal(pickle).what;
    return text.substr(text.find(": ") + 2);
  };
  // INST, OBJ, NEWOBJ, EXT1, STACK_GLOBAL and the frames of protocol 4.
  for (const int opcode : {0x69, 0x6f, 0x81, 0x82, 0x93, 0x95})
    EXPECT_EQ(what(PickleMaker().op(std::string(1, static_cast<char>(opcode))).done()),
              format("instruction 0x{:02x}", opcode));
  EXPECT_EQ(what("\x80\4N."), "protocol 4");
  EXPECT_EQ(what(PickleMaker().global("collections", "OrderedDict").op("K\1\x85R").done()),
            "a call in it has another form");
  EXPECT_EQ(what(PickleMaker().op("K\1K\2R").done()), "a call in it has another form");
  EXPECT_EQ(what(PickleMaker().op("K\1}b").done()), "it sets the state of an object");
  EXPECT_EQ(what(PickleMaker().op("K\1Q").done()), "a storage in it has another form");
  EXPECT_EQ(what(PickleMaker().op("R").done()), "it takes what is not there");
  EXPECT_EQ(what(PickleMaker().op("K\1(\x85").done()), "it takes what is not there");
  EXPECT_EQ(what(PickleMaker().op("h\7").done()), "it takes what is not there");
  EXPECT_EQ(what(PickleMaker().op("t").done()), "it takes what is not there");
  EXPECT_EQ(what(PickleMaker().op("K\1K\2a").done()), "it adds to what is no list or dictionary");
  EXPECT_EQ(what(PickleMaker().op("}(K\1u").done()), "it adds to what is no list or dictionary");
  EXPECT_EQ(what(PickleMaker().op("Nr\xff\xff\xff\x7f").done()),
            "it keeps a value at a wrong place");
}

TEST_F(HuggingFace, AListThatHoldsItselfEnds) {
  PickleMaker pickle;
  pickle.op("}q\1(").text("me").op("h\1");
  pickle.text("a").tensor("FloatStorage", "0", 4, 0, {4}, {1}).op("u");
  EXPECT_EQ(read_pytorch("m", bytes_in_memory(pytorch_zip(pickle.done()))).tensors().size(), 1u);
}

TEST_F(HuggingFace, TensorsOutsideOfTheirStorageAreRefused) {
  using Sizes = std::vector<std::uint32_t>;
  const auto what = [&](std::uint32_t count, std::uint32_t first, const Sizes& shape,
                        const Sizes& strides) {
    PickleMaker pickle;
    pickle.op("}(").text("w").tensor("FloatStorage", "0", count, first, shape, strides).op("u");
    const Error::Parts parts = refusal(pickle.done());
    return parts.where + ": " + parts.what;
  };
  const std::string outside = "m, tensor w: its numbers would lie outside of its storage";
  EXPECT_EQ(what(4, 1, {4}, {1}), outside);
  EXPECT_EQ(what(4, 0, {2, 2}, {3, 1}), outside);
  EXPECT_EQ(what(4, 0xffffffff, {2}, {1}), outside);  // -1
  EXPECT_EQ(what(4, 3, {2}, {0xffffffff}), outside);  // backwards
  EXPECT_EQ(what(4, 0, {0x7fffffff}, {0}), outside);  // one number for ever
  EXPECT_EQ(what(4, 0, {2}, {0x7fffffff}), outside);
  EXPECT_EQ(what(3, 0, {2}, {1}), "m: it is damaged: the numbers of storage '0' are not 3 of f32");
}

TEST_F(HuggingFace, OtherFilesOfPytorchAreRefused) {
  const auto what = [&](const std::string& bytes) {
    return error_of([&] { read_pytorch("m", bytes_in_memory(bytes)); }).what;
  };
  EXPECT_EQ(what(pytorch_zip(sample_pickle(), "big")), "its numbers are in big-endian order");
  EXPECT_EQ(what(pytorch_old(sample_pickle(true), false)), "its numbers are in big-endian order");
  EXPECT_EQ(what(zip_of({{"x", ""}})),
            "the zip archive is none of PyTorch: there is no data.pkl in it");
  EXPECT_EQ(what(pytorch_zip(PickleMaker().op("](K\1e").done())), "it is no dictionary of weights");
  EXPECT_EQ(what(pytorch_zip(PickleMaker().op("}").text("a").integer(1).op("s").done())),
            "there are no weights in it");
  EXPECT_EQ(what(PickleMaker().integer(1).done()), "it is no file of PyTorch");
}

TEST_F(HuggingFace, ReadsSafetensors) {
  const TensorFile model =
      read_huggingface_safetensors(file("model.safetensors", sample_safetensors()));
  EXPECT_EQ(model.kind(), "safetensors");
  EXPECT_EQ(*model.text("format"), "pt");
  EXPECT_THAT(to_floats(model.at("a")), ElementsAre(1, -2));
  EXPECT_THAT(to_floats(model.at("b")), ElementsAre(1));
  const std::string header = R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})";
  const Error::Parts parts = error_of([&] {
    read_huggingface_safetensors(
        file("f8", ByteMaker().u64(header.size()).text(header).u8(0).all()));
  });
  EXPECT_EQ(parts.what, "the number type F8_E4M3 is not read");
  EXPECT_EQ(parts.fix, "save it as F32, F16 or BF16");
}

TEST_F(HuggingFace, SafetensorsComeBackFromTheWriter) {
  const std::vector<float> w = {1, -2.5F, 3, 4};
  const std::vector<std::uint8_t> flag = {1};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("W", NumberType::f32, {2, 2}, bytes_of(w)),
      row_major_tensor("flag", NumberType::boolean, {}, bytes_of(flag))};
  write_huggingface_safetensors(path("m.safetensors"), tensors, {{"format", "pt"}});
  const TensorFile model = read_huggingface_safetensors(path("m.safetensors"));
  EXPECT_EQ(to_floats(model.at("W")), w);
  EXPECT_EQ(model.at("flag").type, NumberType::boolean);
  EXPECT_EQ(*model.text("format"), "pt");
}

TEST_F(HuggingFace, ReadsWeightsInSeveralFiles) {
  file("1.safetensors", sample_safetensors());
  const std::vector<float> w = {5};
  const std::vector<ForeignTensor> tensors = {
      row_major_tensor("c", NumberType::f32, {1}, bytes_of(w))};
  write_huggingface_safetensors(path("2.safetensors"), tensors, {});
  const TensorFile model = read_huggingface_safetensors(
      file("model.safetensors.index.json",
           R"({"metadata":{},"weight_map":{"a":"1.safetensors","c":"2.safetensors"}})"));
  EXPECT_EQ(model.tensors().size(), 2u);
  EXPECT_THAT(to_floats(model.at("a")), ElementsAre(1, -2));
  EXPECT_THAT(to_floats(model.at("c")), ElementsAre(5));

  file("new.bin", pytorch_zip(sample_pickle()));
  const TensorFile other =
      read_pytorch(file("pytorch_model.bin.index.json", R"({"weight_map":{"deep.b":"new.bin"}})"));
  EXPECT_THAT(to_floats(other.at("deep.b")), ElementsAre(2, 3));
}

TEST_F(HuggingFace, WrongIndexesAreRefused) {
  file("1.safetensors", sample_safetensors());
  const auto refused = [&](const std::string& json) {
    return error_of([&] { read_huggingface_safetensors(file("i.json", json)); });
  };
  EXPECT_EQ(refused("[").what, "it is no index of weights: there is no \"weight_map\"");
  EXPECT_EQ(refused(R"({"weight_map":[]})").what,
            "it is no index of weights: there is no \"weight_map\"");
  EXPECT_EQ(refused(R"({"weight_map":{}})").what, "it is an index of no weights");
  for (const char* name : {"../1.safetensors", "/1.safetensors", "..", ".", "", "a/b"}) {
    const Error::Parts parts = refused(format("{{\"weight_map\":{{\"a\":\"{}\"}}}}", name));
    EXPECT_EQ(parts.what, "the index does not name a file beside it") << name;
    EXPECT_EQ(parts.where, path("i.json") + ", tensor a");
  }
  EXPECT_EQ(refused(R"({"weight_map":{"a":1}})").what, "the index does not name a file beside it");
  EXPECT_EQ(refused(R"({"weight_map":{"a":"i.json"}})").what, "it names another index, i.json");
  EXPECT_EQ(refused(R"({"weight_map":{"z":"1.safetensors"}})").what,
            "the model has no such tensor (safetensors)");
  EXPECT_EQ(refused(R"({"weight_map":{"z":"2.safetensors"}})").where, path("2.safetensors"));
}

TEST_F(HuggingFace, EveryCutIsRefused) {
  for (const std::string& whole : {pytorch_zip(sample_pickle()), pytorch_old(sample_pickle(true))})
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_THROW(read_pytorch("m", bytes_in_memory(whole.substr(0, size))), Error) << size;
}

}  // namespace
}  // namespace nmt
