// Lines of a bill by what is said: who pays for seats and licences, which base an adapter has, what trains a
// classifier, how large an own model of sequences is, and that quotes take the place of defaults one by one.
#include "advise/bill.hpp"

#include <algorithm>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

using BillSaid = std::vector<std::pair<std::string, std::string>>;

/// One option as these facts have it, the plans that lost included.
OptionEstimate option_billed(const BillSaid& said, std::string_view strategy,
                             const Catalogue& catalogue = test::shipped()) {
  static const PlanLimits no_limits;
  const EstimateConstants constants(catalogue);
  const Scenario scenario = test::scenario(said);
  const Facts facts = gather_facts(scenario, catalogue);
  const Situation situation(facts, scenario, catalogue);
  PlanCache cache;
  return estimate_option({situation, constants, no_limits, cache}, catalogue.strategy(strategy), true);
}

const Line<Dollars>* line_of(const OptionEstimate& estimate, std::string_view label) {
  const auto at = std::find_if(estimate.bill.begin(), estimate.bill.end(),
                               [&](const Line<Dollars>& line) { return line.label == label; });
  return at == estimate.bill.end() ? nullptr : &*at;
}

double line_usd(const OptionEstimate& estimate, std::string_view label) {
  const Line<Dollars>* line = line_of(estimate, label);
  return line == nullptr ? 0 : line->central.value;
}

double size_of(std::string_view model) {
  return test::shipped().models[test::shipped().find("models", model)].shape.params_total;
}

}  // namespace

TEST_CASE("rented cards for a training are as few as end it within a comfortable time", "[advise][bill]") {
  const double comfortable = test::shipped().plans.comfortable_training_hours;
  const auto cards = [&](const char* labels, const char* strategy) {
    const OptionEstimate estimate =
        option_billed({{"labelled_examples", labels}, {"task_kind", "classification"}}, strategy);
    const double hours = estimate.training_gpu_hours->central.value, count = estimate.plan.training_gpus;
    INFO(labels << " " << strategy << ": " << hours << " h on " << count);
    CHECK(hours / count <= comfortable);
    if (count > 1) CHECK(hours / (count / 2) > comfortable);
    return count;
  };
  CHECK(cards("50000", "peft") == 1);
  CHECK(cards("50000", "rag+peft") > 1);
  CHECK(cards("500000", "peft") > 1);
}

TEST_CASE("examples that are missing are written: what is wanted less what is there", "[advise][bill]") {
  const auto written = [](const char* there) {
    return line_usd(option_billed({{"labelled_examples", there}}, "full_ft"), "labelling");
  };
  // All weights want 5,000.
  CHECK(written("2000") > 0);
  CHECK(written("2000") == Approx(3 * written("4000")));
  CHECK(written("6000") == 0);
}

TEST_CASE("a supplier's assistant is paid by the seat where people are counted and questions are not",
          "[advise][bill]") {
  BillSaid said = {{"organisation_kind", "enterprise"}, {"region", "us"}, {"users", "2000"}, {"delivery", "supplier"}};
  const OptionEstimate seats = option_billed(said, "prompting");
  CHECK(line_usd(seats, "seats") > 0);
  CHECK(line_of(seats, "api") == nullptr);
  CHECK(line_of(seats, "licence") == nullptr);  // seats are the product
  CHECK(std::any_of(seats.plan.notes.begin(), seats.plan.notes.end(),
                    [](const Field& note) { return note.name == "plan.seats" && note.value == "2000"; }));
  // Two thousand seats cost more than one thousand, and less than twice as much.
  said[2].second = "1000";
  const double fewer = line_usd(option_billed(said, "prompting"), "seats");
  CHECK(line_usd(seats, "seats") > fewer);
  CHECK(line_usd(seats, "seats") < 2 * fewer);
  said.emplace_back("queries_per_day", "500");  // metered, then, beside the product's licence
  const OptionEstimate metered = option_billed(said, "prompting");
  CHECK(line_of(metered, "seats") == nullptr);
  CHECK(line_usd(metered, "api") > 0);
  CHECK(line_usd(metered, "licence") > 0);
}

TEST_CASE("a product's licence is paid to a supplier, and to nobody where one's own people build", "[advise][bill]") {
  const auto licence = [](const char* delivery) {
    return line_usd(option_billed({{"docs", "50000"}, {"region", "us"}, {"delivery", delivery}}, "rag"), "licence");
  };
  CHECK(licence("supplier") > 0);
  CHECK(licence("in_house") == 0);
}

TEST_CASE("quotes of seats and of a licence take the place of what such things usually cost", "[advise][bill]") {
  const auto with = [](std::string quote) {
    Catalogue catalogue = test::shipped();
    Findings findings;
    add_quotes(catalogue, read_quotes("quotes", quote, catalogue, findings));
    REQUIRE(findings.empty());
    return catalogue;
  };
  const BillSaid seats = {{"region", "us"}, {"users", "300"}, {"delivery", "supplier"}};
  const std::string rest = R"(, "as_of": "2026-11-01", "supplier": "A"})";
  const OptionEstimate by_seat =
      option_billed(seats, "prompting", with(R"({"item": "seat", "usd_per_user_month": 19)" + rest));
  REQUIRE(line_of(by_seat, "seats") != nullptr);
  CHECK(line_usd(by_seat, "seats") == Approx(300 * 19));
  CHECK(line_of(by_seat, "seats")->basis.assumptions.empty());
  const OptionEstimate licensed =
      option_billed(seats, "rag", with(R"({"item": "licence", "usd_per_month": 4000)" + rest));
  REQUIRE(line_of(licensed, "licence") != nullptr);
  CHECK(line_usd(licensed, "licence") == Approx(4000));
  CHECK(line_of(licensed, "licence")->basis.assumptions.empty());
}

TEST_CASE("adapters behind an API are trained on the base that the seller serves them on", "[advise][bill]") {
  const OptionEstimate tuned = option_billed({{"docs", "3000"}, {"organisation_kind", "startup"}}, "peft");
  const auto hosted = std::find_if(tuned.alternatives.begin(), tuned.alternatives.end(),
                                   [](const PlanAlternative& one) { return one.on == "api"; });
  REQUIRE(hosted != tuned.alternatives.end());
  bool sold = false;
  for (const ApiPrice& price : test::shipped().api_prices)
    sold = sold || (hosted->api == price.model && hosted->model == price.catalogue_model);
  CHECK(sold);
  CHECK(hosted->lost_by == "quality");  // an older base is no cheaper way of the same
}

TEST_CASE("an accelerator bought to train a classifier is paid for, not only its power", "[advise][bill]") {
  const BillSaid said = {{"task_kind", "classification"}, {"gpu_source", "to_buy"}, {"gpu_type", "h100-sxm"}};
  const OptionEstimate bought = option_billed(said, "classic_ml");
  REQUIRE(line_of(bought, "cards-bought") != nullptr);
  CHECK(line_of(bought, "cards-bought")->cash_share == 1);
  CHECK(line_usd(bought, "cards-bought") > 500);  // a month of four years of one card
  CHECK(line_of(bought, "serving-power") == nullptr);
  const OptionEstimate rented = option_billed({{"task_kind", "classification"}}, "classic_ml");
  CHECK(line_of(rented, "cards-bought") == nullptr);
}

TEST_CASE("a model that is tuned again takes its energy again, as many times a year as it is paid for",
          "[advise][bill]") {
  const auto tuned = [](const char* changes) {
    return option_billed({{"docs", "5000"},
                          {"labelled_examples", "3000"},
                          {"gpus", "8"},
                          {"gpu_type", "l40s"},
                          {"knowledge_changes", changes}},
                         "peft");
  };
  const OptionEstimate never = tuned("never"), monthly = tuned("monthly");
  const auto rounds = [](const OptionEstimate& estimate) {
    const Line<Dollars>* retraining = line_of(estimate, "retraining");
    REQUIRE(retraining != nullptr);
    for (const Part& part : retraining->parts) {
      if (part.symbol == "r") return part.value;
    }
    return 0.0;
  };
  const double more =
      rounds(monthly) - rounds(never);  // what it should do changes, too, if what it should know does not
  CHECK(more > 0);
  REQUIRE(monthly.training_energy);
  REQUIRE(monthly.monthly_energy);
  REQUIRE(never.monthly_energy);
  CHECK(monthly.monthly_energy->central.value - never.monthly_energy->central.value ==
        Approx(monthly.training_energy->central.value * more / 12));
}

TEST_CASE("an own model of sequences has the size of such models, and ordinary servers answer", "[advise][bill]") {
  for (const char* modality : {"events", "time_series", "tabular", "molecule"}) {
    CAPTURE(modality);
    const OptionEstimate own = option_billed(
        {{"modality", modality}, {"task_kind", "prediction"}, {"unlabelled_tokens", "2e10"}, {"unique_data", "yes"}},
        "pretrain");
    CHECK(size_of(own.plan.model) >= 8e6);
    CHECK(size_of(own.plan.model) <= 700e6);
    CHECK(own.plan.serving == "cpu");
    CHECK(own.plan.training_gpus <= 8);
  }
  const OptionEstimate language = option_billed({{"unlabelled_tokens", "2e12"}}, "pretrain");
  CHECK(size_of(language.plan.model) > 5e9);
}

TEST_CASE("what must run in the user's hands is small, and nothing is paid for answering", "[advise][bill]") {
  for (const std::string_view strategy : {"prompting", "peft", "classic_ml"}) {
    INFO(strategy);
    const OptionEstimate phone = option_billed({{"device", "phone"}, {"labelled_examples", "10000"}}, strategy);
    CHECK(phone.plan.serving == "device");
    if (strategy != "classic_ml") CHECK(size_of(phone.plan.model) <= 5e9);
    for (const std::string_view paid : {"api", "serving-rent", "cpu-server", "cards-owned", "seats"})
      CHECK(line_of(phone, paid) == nullptr);
  }
  // A model that no phone holds is served, and the answer says so (missed_limits_test).
  const OptionEstimate large = option_billed({{"device", "phone"}, {"model", "qwen2.5-72b"}}, "prompting");
  CHECK(large.plan.serving == "rented");
}

TEST_CASE("cards whose power nobody publishes draw a usual one, which the bill names", "[advise][bill]") {
  const std::size_t at = test::shipped().find("gpus", "ascend-910b4");
  REQUIRE(test::shipped().gpus[at].tdp_w == 0);
  const OptionEstimate silent =
      option_billed({{"docs", "20000"}, {"gpus", "8"}, {"gpu_type", "ascend-910b4"}, {"on_premises", "yes"}}, "rag");
  for (const std::string_view label : {"serving-power", "hosting"}) {
    INFO(label);
    REQUIRE(line_of(silent, label) != nullptr);
    CHECK(line_usd(silent, label) > 1);
    const std::vector<std::string>& assumed = line_of(silent, label)->basis.assumptions;
    CHECK(std::count(assumed.begin(), assumed.end(), "assume.card-power") == 1);
  }
  const OptionEstimate known =
      option_billed({{"docs", "20000"}, {"gpus", "8"}, {"gpu_type", "ascend-910b"}, {"on_premises", "yes"}}, "rag");
  const std::vector<std::string>& assumed = line_of(known, "serving-power")->basis.assumptions;
  CHECK(std::count(assumed.begin(), assumed.end(), "assume.card-power") == 0);
}

TEST_CASE("who buys cards because nothing may leave rents none to embed the documents", "[advise][bill]") {
  const OptionEstimate bought = option_billed(
      {{"docs", "20000"}, {"data_sensitivity", "state_secret"}, {"on_premises", "yes"}, {"gpu_source", "to_buy"}},
      "rag");
  CHECK(bought.plan.serving == "bought");
  CHECK(line_of(bought, "embedding-rent") == nullptr);
  CHECK(line_usd(bought, "embedding-power") > 0);
}

TEST_CASE("the base takes the input: pictures and speech go into a model that reads them", "[advise][bill]") {
  const auto takes = [](const char* modality, std::string_view input) {
    const OptionEstimate tuned =
        option_billed({{"modality", modality}, {"gpus", "8"}, {"corpus_language", "en"}}, "peft");
    const auto& in = test::shipped().models[test::shipped().find("models", tuned.plan.model)].modalities;
    return std::find(in.begin(), in.end(), input) != in.end();
  };
  CHECK(takes("image", "image"));
  CHECK(takes("speech", "audio"));
}

TEST_CASE("the length of the documents a task reads or writes sets what goes in and comes out", "[advise][bill]") {
  const auto length = [](const char* task, const char* per_doc, std::string_view fact) {
    const Facts facts =
        gather_facts(test::scenario({{"task_kind", task}, {"mean_tokens_per_doc", per_doc}}), test::shipped());
    const Fact& one = facts[test::shipped().vocabulary.find(fact)];
    CHECK_FALSE(one.known);
    CHECK(one.low < one.value);
    CHECK(one.value < one.high);
    return one.value;
  };
  CHECK(length("generation", "12000", "answer_tokens") == Approx(12000));  // a court draft is not 300 tokens
  CHECK(length("generation", "12000", "prompt_tokens") > 10000);
  CHECK(length("summarisation", "40000", "prompt_tokens") > 40000);
  CHECK(length("summarisation", "40000", "answer_tokens") < 5000);
  CHECK(length("qa", "40000", "prompt_tokens") == Approx(500));  // passages are looked up
}

TEST_CASE("what the sums pay for is said in persons and months that give the person-weeks again", "[advise][bill]") {
  for (const char* strategy : {"rag", "peft", "pretrain", "classic_ml"}) {
    CAPTURE(strategy);
    const OptionEstimate one = option_billed({{"docs", "50000"}, {"unlabelled_tokens", "1e12"}}, strategy);
    CHECK(one.build_persons->central * one.build_months->central * weeks_per_month ==
          Approx(one.staff_weeks->central.value));
    CHECK(one.staying_persons->central > 0);
    double people = 0;
    for (const Line<Dollars>& line : one.bill) {
      if (line.period == "setup" && line.label.rfind("people.", 0) == 0) people += line.central.value;
    }
    // One weekly rate for all stages.
    CHECK(people / one.staff_weeks->central.value > 1000);
    CHECK(people / one.staff_weeks->central.value < 10000);
  }
}

TEST_CASE("more systems to be built into are more integration, and the other stages stay", "[advise][bill]") {
  const auto with = [](const char* systems) {
    return option_billed({{"docs", "50000"}, {"organisation_kind", "public_body"}, {"integrations", systems}}, "rag");
  };
  const OptionEstimate few = with("2");
  const OptionEstimate many = with("20");
  CHECK(line_usd(many, "people.integrate") > 2 * line_usd(few, "people.integrate"));
  CHECK(line_usd(many, "people.build") == Approx(line_usd(few, "people.build")));
  const OptionEstimate open = option_billed({{"docs", "50000"}, {"organisation_kind", "public_body"}}, "rag");
  CHECK(open.setup->high.value / open.setup->low.value > many.setup->high.value / many.setup->low.value);
}
