// A small test set with three systems, written for these tests. Figures about it in the tests are
// those that sacreBLEU 2.6.0 printed.
#pragma once

#include <string>
#include <vector>

#include "eval/metrics.h"

namespace nmt::sample {

inline const std::vector<std::string> kReference = {
    "The old mill stands by the river.",
    "Nobody knows who painted the door.",
    "She keeps three bees in a jar, and they hum.",
    "It rained all night; the road is gone.",
    "We took the slow train to the coast.",
    "My brother repairs clocks on Sundays.",
    "The bridge was closed for two weeks.",
    "He asked for tea and got soup.",
    "Every lamp in the house was lit.",
    "They sold the boat before winter came.",
    "The answer is in the second drawer.",
    "A fox crossed the yard at dawn.",
};

inline const std::vector<std::string> kFirst = {
    "The old mill is by the river.",
    "No one knows who painted the door.",
    "She has three bees in a jar and they hum.",
    "It rained all night, the road is away.",
    "We took the slow train to the coast.",
    "My brother mends clocks on Sunday.",
    "The bridge was shut for two weeks.",
    "He asked tea and got soup.",
    "All lamps in the house were lit.",
    "They sold the boat before winter came.",
    "The answer lies in the second drawer.",
    "A fox went over the yard at dawn.",
};

inline const std::vector<std::string> kSecond = {
    "Old mill stands at river.",
    "Nobody knows who has painted the door.",
    "She keeps three bees in jar, and hum.",
    "It was raining all night; the road is gone.",
    "We took slow train to coast.",
    "My brother repairs clocks Sundays.",
    "The bridge closed for two weeks.",
    "He asked for tea and he got the soup.",
    "Every lamp in house was lit.",
    "They sold a boat before the winter came.",
    "Answer is in second drawer.",
    "The fox crossed a yard at dawn.",
};

inline const std::vector<std::string> kThird = {
    "The old mill is by the river.",
    "No one knows who painted the door.",
    "She has three bees in a jar and they hum.",
    "It rained all night, the road is gone.",
    "We took the slow train to the coast.",
    "My brother mends clocks on Sundays.",
    "The bridge was closed for two weeks.",
    "He asked for tea and got soup.",
    "All lamps in the house were lit.",
    "They sold the boat before winter came.",
    "The answer lies in the second drawer.",
    "A fox went over the yard at dawn.",
};

inline Statistics count_sample(const Metric& metric, const std::vector<std::string>& hypotheses) {
  References references;
  for (const std::string& line : kReference) references.push_back({line});
  return count_all(metric, hypotheses, references, 1);
}

}  // namespace nmt::sample
