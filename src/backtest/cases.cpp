#include "pathfinder/backtest/cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/xxh64.hpp"

namespace pathfinder {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> words(const JsonValue& row, std::string_view key) {
  std::vector<std::string> list;
  const std::uint32_t at = row.find(key);
  if (at == 0) return list;
  row.at(at).for_each([&](JsonValue one) {
    if (one.kind() == JsonKind::string) list.emplace_back(one.string());
  });
  return list;
}

std::string text_of(const JsonValue& row, std::string_view key) {
  const std::uint32_t at = row.find(key);
  return at == 0 || row.at(at).kind() != JsonKind::string ? std::string() : std::string(row.at(at).string());
}

/// Who published a case: the host of the primary page, else of the page read, else the source named; a case of its own
/// where none is, or where only a collection of summaries is.
std::string publisher(const JsonValue& row, const std::string& id) {
  const std::uint32_t at = row.find("evidence");
  if (at == 0) return id;
  const JsonValue evidence = row.at(at);
  const std::string source = text_of(evidence, "source");
  std::string url = text_of(evidence, "primary_url");
  if (url.empty()) {
    if (source.rfind("ZenML", 0) == 0) return id;
    url = text_of(evidence, "url");
  }
  if (url.empty()) return source.empty() ? id : source;
  std::size_t from = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
  if (url.compare(from, 4, "www.") == 0) from += 4;
  return url.substr(from, url.find('/', from) - from);
}

/// The facts labelled beside a case. What the table has no fact for is passed over: labels may be ahead of it.
void read_more(const JsonValue& row, const Catalogue& catalogue, Findings& wrong, Scenario& scenario) {
  const std::uint32_t at = row.find("more_facts");
  if (at == 0 || row.at(at).kind() != JsonKind::object) return;
  Findings warnings;
  FactReader reader(catalogue, wrong, warnings);
  row.at(at).for_each([&](JsonValue fact) {
    const std::size_t slot = catalogue.vocabulary.find(fact.key());
    if (slot != Vocabulary::none) reader.read_json(slot, fact, Origin::given, scenario);
  });
}

/// The way it was done before, where the case tells it.
void read_present(const JsonValue& row, const Catalogue& catalogue, CaseRow& read) {
  const std::size_t slot = catalogue.vocabulary.find("present_solution");
  if (slot == Vocabulary::none) return;
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  const std::string label = text_of(row, "present");
  for (std::size_t i = 0; i < spec.levels.size(); ++i) {
    if (spec.levels[i].id != label) continue;
    read.present_labelled = true;
    read.with_present = read.scenario;
    read.with_present.say(slot, spec.level_value(i));
  }
}

Decision central_decision(const Scenario& scenario, const Catalogue& catalogue) {
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  return advise(scenario, catalogue, central);
}

/// The form named under an option for a scenario.
std::string variant_under(const std::string& option, const Scenario& scenario, const Catalogue& catalogue) {
  for (const Assessment& one : central_decision(scenario, catalogue).ranking) {
    if (one.strategy == option) return one.variant;
  }
  return {};
}

/// Which form is named under what a case chose, where its form is labelled.
void name_variant(const CaseRow& row, const Catalogue& catalogue, CaseResult& result) {
  if (row.chosen_variant.empty() || row.chosen.empty()) return;
  result.chosen_variant = row.chosen_variant;
  result.variant = variant_under(row.chosen, row.more, catalogue);
  result.bare_variant = variant_under(row.chosen, row.scenario, catalogue);
}

void tell_present(const CaseRow& row, const Catalogue& catalogue, CaseResult& result) {
  if (!row.present_labelled) return;
  const Decision decision = central_decision(row.with_present, catalogue);
  result.with_present = decision.winner() == nullptr ? std::string("none") : decision.winner()->strategy;
}

constexpr std::string_view plain_form = "plain";

/// The shares of forms named as labelled: of all, of the half that rules were written on and of the other one, of the
/// cases that chose a form other than the plain one, from the choice's own facts, and of always saying "plain".
std::vector<VariantShare> variant_shares(const std::vector<CaseAnswer>& answers) {
  const auto share = [&](std::string among, auto&& counts, auto&& named) {
    std::size_t hits = 0, of = 0;
    for (const CaseAnswer& answer : answers) {
      const CaseResult& one = answer.result;
      if (one.chosen_variant.empty() || !counts(one)) continue;
      ++of;
      hits += named(one) == one.chosen_variant ? 1 : 0;
    }
    return VariantShare{std::move(among), counted(hits, of)};
  };
  const auto every = [](const CaseResult&) { return true; };
  const auto said = [](const CaseResult& one) { return std::string_view(one.variant); };
  std::vector<VariantShare> shares = {
      share("all", every, said),
      share(
          "even", [](const CaseResult& one) { return one.even; }, said),
      share(
          "odd", [](const CaseResult& one) { return !one.even; }, said),
      share(
          "other", [](const CaseResult& one) { return one.chosen_variant != plain_form; }, said),
      share("bare", every, [](const CaseResult& one) { return std::string_view(one.bare_variant); }),
      share("plain", every, [](const CaseResult&) { return plain_form; })};
  if (shares.front().named.of == 0) shares.clear();
  return shares;
}

/// Of all labelled cases, of the half that amounts were chosen on and of the other one.
std::vector<PresentShare> present_shares(const std::vector<CaseAnswer>& answers) {
  std::vector<PresentShare> shares;
  for (const std::string_view among : {"all", "even", "odd"}) {
    std::size_t of = 0, before = 0, after = 0, wrong_before = 0, wrong_after = 0;
    for (const CaseAnswer& answer : answers) {
      const CaseResult& one = answer.result;
      if (one.with_present.empty() || (among == "even" && !one.even) || (among == "odd" && one.even)) continue;
      ++of;
      before += one.hit ? 1 : 0;
      after += contains(one.acceptable, one.with_present) ? 1 : 0;
      wrong_before += one.miss ? 1 : 0;
      wrong_after += contains(one.unacceptable, one.with_present) ? 1 : 0;
    }
    if (of > 0)
      shares.push_back({std::string(among), counted(before, of), counted(after, of), counted(wrong_before, of),
                        counted(wrong_after, of)});
  }
  return shares;
}

}  // namespace

CountedShare counted(std::size_t count, std::size_t of) {
  CountedShare result{count, of, 0, 0, 1};
  if (of == 0) return result;
  constexpr double z = 1.6448536269514722;  // two-sided 90 %
  const auto n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  result.share = p;
  result.low = std::max(0.0, centre - half);
  result.high = std::min(1.0, centre + half);
  return result;
}

std::span<const std::string_view> judged_facts() {
  static constexpr std::array<std::string_view, 5> list = {"knowledge_need", "style_or_format_needs", "task_complexity",
                                                           "domain_gap", "label_quality"};
  return list;
}

std::vector<CaseRow> read_cases(const std::string& name, std::string_view text, const Catalogue& catalogue,
                                const std::vector<std::string_view>& without, Findings& findings) {
  std::vector<CaseRow> cases;
  int line = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
    if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const JsonDocument document = parse_json(name + ":" + std::to_string(line), std::string(one), findings);
    if (document.tree.nodes.empty()) continue;
    const JsonValue root(document, 0);
    CaseRow row;
    row.id = text_of(root, "id");
    if (row.id.empty()) row.id = std::to_string(line);
    row.acceptable = words(root, "acceptable");
    row.unacceptable = words(root, "unacceptable");
    row.chosen = text_of(root, "chosen");
    row.source = publisher(root, row.id);
    row.organisation = row.id.substr(0, row.id.find('-'));
    const std::uint32_t facts = root.find("facts");
    if (facts == 0 || root.at(facts).kind() != JsonKind::object) {
      row.problem = "no facts";
      cases.push_back(std::move(row));
      continue;
    }
    Findings wrong;
    Findings warnings;
    FactReader(catalogue, wrong, warnings).read_facts(root.at(facts), Origin::given, row.scenario);
    const std::vector<std::string> judged = words(root, "judged");
    std::erase_if(row.scenario.given, [&](const GivenFact& given) {
      const std::string& id = catalogue.vocabulary.slots[given.slot].id;
      return std::find(without.begin(), without.end(), id) != without.end() && (judged.empty() || contains(judged, id));
    });
    row.scenario.id = row.id;
    row.chosen_variant = text_of(root, "chosen_variant");
    row.more = row.scenario;
    read_more(root, catalogue, wrong, row.more);
    read_present(root, catalogue, row);
    if (!wrong.empty()) row.problem = wrong.all().front().code;
    cases.push_back(std::move(row));
  }
  return cases;
}

std::string twenty_line_rule(const Facts& facts, const Vocabulary& vocabulary) {
  const auto known = [&](std::string_view id) { return facts[vocabulary.find(id)].known; };
  const auto number = [&](std::string_view id, double otherwise) {
    return known(id) ? facts[vocabulary.find(id)].value : otherwise;
  };
  const auto word = [&](std::string_view id, std::string_view otherwise) {
    const FactSpec& spec = vocabulary.slots[vocabulary.find(id)];
    const std::size_t position = known(id) ? spec.level_position(facts[vocabulary.find(id)].value) : spec.levels.size();
    return position < spec.levels.size() ? std::string_view(spec.levels[position].id) : otherwise;
  };
  const std::string_view modality = word("modality", "text");
  const std::string_view task = word("task_kind", "qa");
  const bool language =
      modality != "tabular" && modality != "time_series" && modality != "events" && modality != "molecule";
  const bool labels_task = task == "classification" || task == "extraction" || task == "prediction";
  const bool documents = known("docs") || known("tokens");
  const double labels = number("labelled_examples", 0);
  const double style = number("style_or_format_needs", 2);
  const double knowledge = number("knowledge_need", documents && task == "qa" ? 5 : 3);
  const double unseen =
      number("unlabelled_tokens", 0) * (number("unique_data", 0) == 1 || number("domain_gap", 2) >= 4 ? 1 : 0);
  if (!language) return number("unlabelled_tokens", 0) >= 1e10 || number("gpus", 0) >= 100 ? "pretrain" : "classic_ml";
  if (unseen >= 1e10) return "continued_pretrain";
  if (labels_task && number("latency_ms", 1e9) <= 100) return "classic_ml";
  if (knowledge >= 4 || number("needs_citations", 0) == 1)
    return documents && number("tokens", 1e12) <= 200000 ? "prompting" : "rag";
  if (labels >= 1e5 && style <= 2) return "classic_ml";
  if ((known("labelled_examples") && labels >= 1 && labels <= 49) || number("label_quality", 3) == 1)
    return "prompting";
  if (task == "classification" || task == "extraction") return "peft";
  if (style >= 4 || labels > 0 || known("model_size_b")) return "peft";
  return "prompting";
}

std::vector<CaseAnswer> answer_cases(std::span<const CaseRow* const> rows, const Catalogue& catalogue,
                                     std::size_t draws) {
  std::optional<WeightDraws> weights;
  if (draws > 0) weights.emplace(catalogue, draws);
  AdviseOptions options;
  options.draws = draws;
  options.weights = weights ? &*weights : nullptr;
  options.flips = false;
  std::vector<CaseAnswer> answers;
  for (const CaseRow* row : rows) {
    const Decision decision = advise(row->scenario, catalogue, options);
    CaseAnswer& answer = answers.emplace_back();
    CaseResult& result = answer.result;
    result.id = row->id;
    result.acceptable = row->acceptable;
    result.unacceptable = row->unacceptable;
    if (const Assessment* winner = decision.winner()) {
      result.strategy = winner->strategy;
      if (decision.ranking.size() > 1 && decision.ranking[1].standing != Standing::blocked)
        result.runner_up = decision.ranking[1].strategy;
    }
    result.hit = contains(row->acceptable, result.strategy);
    result.miss = contains(row->unacceptable, result.strategy);
    if (decision.confidence) {
      result.confidence = decision.confidence->first;
      result.verdict = decision.confidence->verdict;
    }
    result.brier = (result.confidence - (result.hit ? 1 : 0)) * (result.confidence - (result.hit ? 1 : 0));
    result.even = xxh64(row->source) % 2 == 0;
    name_variant(*row, catalogue, result);
    tell_present(*row, catalogue, result);
    answer.rule = twenty_line_rule(decision.facts, catalogue.vocabulary);
    answer.article = decision.article ? decision.article->strategy : "";
  }
  return answers;
}

AdvisorScore advisor_score(std::string advisor, std::string strategy, const std::vector<CaseAnswer>& answers,
                           const std::vector<std::string>& said) {
  std::size_t right = 0, wrong = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    right += contains(answers[i].result.acceptable, said[i]) ? 1 : 0;
    wrong += contains(answers[i].result.unacceptable, said[i]) ? 1 : 0;
  }
  return {std::move(advisor), std::move(strategy), counted(right, answers.size()), counted(wrong, answers.size())};
}

CasesReport report_of(std::vector<CaseAnswer> answers, const Catalogue& catalogue) {
  CasesReport report;
  const std::size_t count = answers.size();
  std::size_t right = 0, wrong = 0, second = 0;
  double brier = 0;
  std::vector<std::string> rule, article;
  for (const CaseAnswer& answer : answers) {
    const CaseResult& one = answer.result;
    right += one.hit ? 1 : 0;
    wrong += one.miss ? 1 : 0;
    second += one.hit || contains(one.acceptable, one.runner_up) ? 1 : 0;
    brier += one.brier;
    rule.push_back(answer.rule);
    article.push_back(answer.article);
  }
  report.acceptable = counted(right, count);
  report.wrong = counted(wrong, count);
  report.top_two = counted(second, count);
  report.brier = count > 0 ? brier / static_cast<double>(count) : 0;
  for (const Verdict verdict : {Verdict::clear, Verdict::leaning, Verdict::toss_up}) {
    std::size_t hits = 0, of = 0;
    double confidence = 0;
    for (const CaseAnswer& answer : answers) {
      if (answer.result.verdict != verdict) continue;
      ++of;
      hits += answer.result.hit ? 1 : 0;
      confidence += answer.result.confidence;
    }
    report.bins.push_back({verdict, counted(hits, of), of > 0 ? confidence / static_cast<double>(of) : 0});
  }
  AdvisorScore constant;
  for (const Strategy& strategy : catalogue.strategies) {
    AdvisorScore one = advisor_score("constant", strategy.id, answers, std::vector<std::string>(count, strategy.id));
    if (constant.advisor.empty() || one.acceptable.count > constant.acceptable.count) constant = std::move(one);
  }
  report.baselines.push_back(std::move(constant));
  report.baselines.push_back(advisor_score("article", "", answers, article));
  report.baselines.push_back(advisor_score("rule", "", answers, rule));
  report.variants = variant_shares(answers);
  report.present = present_shares(answers);
  for (CaseAnswer& answer : answers) report.results.push_back(std::move(answer.result));
  return report;
}

CasesReport run_cases(const std::vector<CaseRow>& cases, const Catalogue& catalogue, std::size_t draws) {
  std::vector<const CaseRow*> rows;
  for (const CaseRow& row : cases) {
    if (row.problem.empty()) rows.push_back(&row);
  }
  CasesReport report = report_of(answer_cases(rows, catalogue, draws), catalogue);
  report.rows = cases.size();
  for (const CaseRow& row : cases) {
    if (!row.problem.empty()) report.skipped.emplace_back(row.id, row.problem);
  }
  return report;
}

}  // namespace pathfinder
