#include "advise/bill.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/estimate/project_lines.hpp"

#include "advise/prices.hpp"
#include "advise/work.hpp"

namespace pathfinder {
namespace {

constexpr const char* default_price_assumed = "assume.default-price";

/// Puts a line on the bill; it pays for this stage.
void put(const EstimateContext& context, std::vector<Line<Dollars>>& to, Line<Dollars> line, ProjectStage stage) {
  if (context.words()) line.stage = word_of(stage);
  to.push_back(std::move(line));
}

/// A line with the quotes it was priced by.
Line<Dollars> cite_quotes(const EstimateContext& context, Line<Dollars> line, std::string_view item) {
  if (context.words() && !line.quote_needed)
    add_quote_sources(context.catalogue, item, context.user_gpu.value->id, line.basis.sources);
  return line;
}

/// A line with where its price is from.
Line<Dollars> priced_by(const EstimateContext& context, Line<Dollars> line, const Priced& price,
                        std::string_view item) {
  if (price.row == nullptr) return cite_quotes(context, std::move(line), item);
  if (!context.words()) return line;
  line.basis.sources.push_back(price.row->source.source);
  line.basis.assumptions.emplace_back(default_price_assumed);
  return line;
}

/// The share of the machines' price that this line stands for is paid already, or is new where they are still to be
/// bought.
Line<Dollars> of_cards(const EstimateContext& context, Line<Dollars> line, const CardPrice& price, bool bought) {
  line.cash_share = bought ? 1 : 0;
  if (!context.words()) return line;
  line.basis.sources.assign(price.sources.begin(), price.sources.end());
  line.basis.assumptions.clear();
  for (const std::string_view one : price.assumptions) {
    if (!one.empty()) line.basis.assumptions.emplace_back(one);
  }
  line.basis.assumptions.emplace_back(bought ? "assume.cards-bought" : "assume.cards-owned");
  return cite_quotes(context, std::move(line), "purchase");
}

/// One perfect run is nobody's project: runs that fail, ablations and sweeps come before it.
Line<Dollars> trials_before(const EstimateContext& context, const Line<Dollars>& run) {
  const double trials = context.constants.work[CostTerm::trials];
  Line<Dollars> line = times(run, trials - 1);
  if (!context.words()) return line;
  line.label = "training-trials";
  line.basis.method = "cost.trials";
  line.basis.assumptions.emplace_back("assume.fitted-cost");
  line.parts = {{"c", run.central.value, "usd/run"}, {"t", trials, "runs", cost_term_id(CostTerm::trials)}};
  return line;
}

void bill_training(const EstimateContext& context, Draft& draft) {
  const TrainingFigures& training = draft.training;
  if (!training.timed) return;
  MadeOf& made = draft.of_training;
  CostLines& bill = draft.bill;
  const Spread<GpuHours> hours = quantities<GpuHours>(training.hours);
  const Spread<KilowattHours> energy = quantities<KilowattHours>(training.energy);
  const bool rents = training.owned <= 0 && !draft.hosted();
  const bool buys = rents && made.take(buys_cards(context));
  // Rent, or the power of accelerators that are there.
  const Line<Dollars> once =
      draft.hosted()   ? hosted_tuning(named(context, "training-hosted"), quantities<Tokens>(training.job.tokens), 1,
                                       made.take(tuning_rates(context, *draft.model, draft.kind, draft.serving.sold)))
      : rents && !buys ? rent(named(context, "training-rent"), hours, "hours:training",
                              rent_price(context, draft.trainer()), draft.trainer().id)
                       : by_rated_power(context, draft.trainer(),
                                        power_bill(named(context, "training-power"), energy, "hours:training",
                                                   made.take(tariff(context)), tariff_basis(*context.place.value)));
  put(context, bill.setup, once, ProjectStage::build);
  put(context, bill.setup, trials_before(context, once), ProjectStage::build);
  if (training.owned > 0) {
    const CardPrice price = made.take(card_price(context, draft.trainer()));
    const double trials = context.constants.work[CostTerm::trials];
    Line<Dollars> cards =
        cards_of_training(named(context, "training-cards"), scaled(trials, hours), price.each, context.constants.work);
    put(context, bill.setup, of_cards(context, std::move(cards), price, false), ProjectStage::build);
  }
  const auto level = static_cast<std::size_t>(made.take(context.facts.value(context.slots.knowledge_changes)));
  if (draft.kind.repeated != Repeated::never) {
    const Spread<double> again = retraining_rounds(level, draft.facts_elsewhere(), context.constants.cost);
    put(context, bill.monthly, retraining_per_month(named(context, "retraining"), once, again),
        ProjectStage::retraining);
    draft.energy_month = plus(draft.energy_month, independent_product({training.energy, scaled(1.0 / 12, again)}));
  }
  // Examples that are missing have to be written, and every tuned model needs a test set.
  if (training.missing.high > 0) {
    put(context, bill.setup,
        labelling(named(context, "labelling"), training.missing, 1,
                  made.take(label_price(context, context.settings.labelling_price))),
        ProjectStage::data);
  }
}

void bill_api(const EstimateContext& context, Draft& draft) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf& made = draft.of_money;
  std::vector<double> in, cached, out;
  std::vector<std::string> sources;
  std::string name;
  for (const ApiPrice* row : draft.serving.sold) {
    in.push_back(row->per_mtok_in.value);
    cached.push_back(row->per_mtok_cached_in.value > 0 ? row->per_mtok_cached_in.value : row->per_mtok_in.value);
    out.push_back(row->per_mtok_out.value);
    if (std::find(sources.begin(), sources.end(), row->source.source) == sources.end())
      sources.push_back(row->source.source);
    name += (name.empty() ? "" : ", ") + row->model;
  }
  const auto range = [](std::vector<double> rates) {
    std::sort(rates.begin(), rates.end());
    return Spread<Dollars>{{rates.front()}, {rates[rates.size() / 2]}, {rates.back()}};
  };
  std::optional<ApiRates> rates;
  if (!in.empty()) rates = ApiRates{range(in), range(cached), range(out), name, sources.front()};
  const Spread<double> questions = scaled(days_per_month, made.take(facts.number(slots.queries_per_day)));
  // An agent asks several times for one answer; what it thinks is billed as it writes.
  const Spread<double> calls = independent_product({questions, made.take(facts.number(slots.calls_per_answer))});
  const double hit = made.take(facts.value(slots.cached_share));
  ApiUse use;
  use.prompt = quantities<Tokens>(scaled(1 - hit, independent_product({calls, draft.prompt_tokens})));
  use.cached_prompt = quantities<Tokens>(
      plus(scaled(draft.corpus_in_prompt, calls), scaled(hit, independent_product({calls, draft.prompt_tokens}))));
  use.output = quantities<Tokens>(independent_product(
      {calls, plus(made.take(facts.number(slots.answer_tokens)), made.take(facts.number(slots.reasoning_tokens)))}));
  // Batches come back within a day: whoever allows that pays half [cost.batch-share].
  constexpr double day_ms = seconds_per_day * 1000;
  const bool allowed = made.take(facts.known(slots.latency_ms)) && made.take(facts.value(slots.latency_ms)) >= day_ms;
  use.batch_share = draft.choice.batched || allowed ? 1 : 0;
  Line<Dollars> line = api_cost(named(context, "api"), use, rates, context.constants.cost);
  if (context.words()) {
    for (const std::string& source : sources) {
      if (std::find(line.basis.sources.begin(), line.basis.sources.end(), source) == line.basis.sources.end())
        line.basis.sources.push_back(source);
    }
  }
  put(context, draft.bill.monthly, std::move(line), ProjectStage::run);
}

Spread<KilowattHours> month_held(const EstimateContext& context, const Gpu& gpu, double running, double busy) {
  return serving_energy_held_range(running, Hours{hours_per_month}, rated_power(context, gpu), exactly(busy),
                                   pue(context), context.constants.energy);
}

/// Puts a month of cards on the bill.
void keep_cards(const EstimateContext& context, Draft& draft, const Gpu& gpu, const Spread<double>& cards,
                double running, bool bought) {
  CardsMonth month = draft.of_money.take(month_of_cards(context, gpu, cards, running, draft.serving.busy, bought));
  draft.energy_month = plus(draft.energy_month, values(month.energy));
  for (Line<Dollars>& line : month.lines) draft.bill.monthly.push_back(std::move(line));
}

/// Accelerators that are held all month: those that are there, or are bought, with their power and rooms; rent of the
/// others.
void bill_accelerators(const EstimateContext& context, Draft& draft) {
  const ServingFigures& serving = draft.serving;
  if (!serving.feasible) return;
  MadeOf& made = draft.of_money;
  const Gpu& gpu = *draft.choice.gpu;
  if (serving.owned > 0) {
    const double used = std::min(serving.needed, serving.owned);
    keep_cards(context, draft, gpu, exactly(used), used, false);
  }
  const auto beside = [&](double needed) { return std::max(0.0, needed - serving.owned); };
  const Spread<double> more = {beside(serving.accelerators.low), beside(serving.needed),
                               beside(serving.accelerators.high)};
  if (more.high <= 0) return;
  if (made.take(buys_cards(context))) {
    // One buys what the middle of the load needs, and what trains trains on it. Those that only training needs are off
    // while it rests.
    const double for_training = serving.owned > 0 ? 0 : draft.training.accelerators;
    const double bought = std::max(more.central, for_training);
    if (bought > 0)
      keep_cards(context, draft, gpu,
                 {std::min(bought, std::max(more.low, for_training)), bought, std::max(bought, more.high)},
                 serving.needed - serving.owned, true);
    return;
  }
  const Spread<GpuHours> hours = quantities<GpuHours>(scaled(hours_per_month, more));
  put(context, draft.bill.monthly,
      rent(named(context, "serving-rent"), hours, "load", rent_price(context, gpu), gpu.id), ProjectStage::run);
  draft.energy_month = plus(draft.energy_month, values(month_held(context, gpu, more.central, serving.busy)));
}

/// Ordinary servers for an encoder or an own model of sequences: ten milliseconds of a core a call, four times over for
/// the busiest hour and for a spare [cost-survey-2026].
void bill_cores(const EstimateContext& context, Draft& draft) {
  constexpr double seconds_per_call = 0.01;
  constexpr double spare = 4;
  constexpr double cores_of_a_server = 8;
  MadeOf& made = draft.of_money;
  const double calls = made.take(context.facts.value(context.slots.queries_per_day)) / seconds_per_day;
  const double cores = calls * seconds_per_call * spare;
  const Priced server = made.take(price_of(context, "cpu-server"));
  const double servers = std::max(1.0, std::ceil(cores / cores_of_a_server));
  put(context, draft.bill.monthly,
      priced_by(context, server_per_month(named(context, "cpu-server"), servers, server.price), server, "cpu-server"),
      ProjectStage::run);
}

/// What trains where ordinary servers answer: an accelerator that has to be bought for it is there all the time.
void bill_cards_for_training(const EstimateContext& context, Draft& draft) {
  const TrainingFigures& training = draft.training;
  if (!training.timed || training.owned > 0 || !draft.of_money.take(buys_cards(context))) return;
  keep_cards(context, draft, draft.trainer(), exactly(training.accelerators), 0, true);
}

/// People with a seat of a supplier's assistant: nobody counts what they ask.
void bill_seats(const EstimateContext& context, Draft& draft) {
  const Priced seat = draft.of_money.take(price_of(context, "seat"));
  if (!seat.price) return;
  const Spread<double> users = draft.of_money.take(context.facts.number(context.slots.users));
  draft.bill.monthly.push_back(priced_by(
      context,
      seats_per_month(named(context, "seats"), users, *seat.price, seat.row == nullptr, context.constants.work), seat,
      "seat"));
}

void bill_serving(const EstimateContext& context, Draft& draft) {
  switch (draft.serving.on) {
    case ServingFigures::On::cpu:
      bill_cores(context, draft);
      bill_cards_for_training(context, draft);
      break;
    case ServingFigures::On::device:  // whose device it is pays for it
      bill_cards_for_training(context, draft);
      break;
    case ServingFigures::On::api:
      if (draft.of_money.take(paid_by_seat(context, draft))) {
        bill_seats(context, draft);
      } else {
        bill_api(context, draft);
      }
      break;
    case ServingFigures::On::owned:
    case ServingFigures::On::rented:
      bill_accelerators(context, draft);
      break;
  }
}

/// What a person-week costs: as the user says, as quoted, or as is usual in the country.
WeeklyRate weekly_rate_of(const EstimateContext& context, const Project& project, MadeOf& made) {
  const Spread<double> pay = made.take(context.facts.number(context.slots.staff_per_week));
  if (!std::isnan(pay.central)) {
    // Pay comes from the user, or from what filled the fact for them.
    const std::string& source = context.facts.why(context.slots.staff_per_week);
    const bool known_source = context.catalogue.sources.count(source) != 0;
    return {quantities<Dollars>(pay), {known_source ? source : std::string("user-given")}, {}};
  }
  const Priced usual = made.take(price_of(context, "staff"));
  WeeklyRate rate{usual.price.value_or(Spread<Dollars>{}), {}, {}};
  if (usual.row == nullptr) {
    add_quote_sources(context.catalogue, "staff", context.user_gpu.value->id, rate.sources);
    return rate;
  }
  rate.sources = {usual.row->source.source};
  rate.assumptions = {default_price_assumed};
  // Where people are cheap, more of them are sent.
  const double factor = weekly_rate(project, context.constants.work) / rate.per_week.central.value;
  rate.per_week = quantities<Dollars>(scaled(factor, values(rate.per_week)));
  return rate;
}

/// Share of people who are on the payroll already: their work is no new money.
double on_payroll(const EstimateContext& context, BuyerKind buyer, MadeOf& made) {
  const PeopleSettings& people = context.settings.people;
  const auto share = [](const std::map<std::string, double>& shares, std::string_view key) {
    const auto found = shares.find(std::string(key));
    return found == shares.end() ? 0 : found->second;
  };
  if (made.take(context.facts.known(context.slots.delivery)))
    return share(people.on_payroll_by_delivery, made.take(context.facts.word(context.slots.delivery)));
  return share(people.on_payroll, word_of(buyer));
}

/// People's work as lines.
PlanCache::People people_of(const EstimateContext& context, Work work, WeeklyRate rate, double cash_share) {
  const PeopleSettings& settings = context.settings.people;
  const CostModel& model = context.constants.work;
  PlanCache::People people{std::move(work), std::move(rate), cash_share, {}, {}, {}, {}};
  const bool programme = makes_model(people.work.project.approach);
  const PeopleSettings::Shares& shares = programme                             ? settings.model
                                         : tunes(people.work.project.approach) ? settings.tuning
                                                                               : settings.application;
  people.person_weeks = values(build_weeks(people.work, model));
  people.build_months = months_of_build(people.work, model);
  people.staying = persons_staying(people.work, model);
  const auto add = [&](std::vector<Line<Dollars>> lines, std::vector<Line<Dollars>>& to, std::string_view label = {}) {
    for (Line<Dollars>& line : lines) {
      if (!label.empty()) line.label = label;
      line.cash_share = cash_share;
      to.push_back(std::move(line));
    }
  };
  add(build_lines(people.work, model, shares.build, people.rate), people.lines.setup);
  add(staying_lines(people.work, model, shares.later, people.rate), people.lines.monthly);
  if (programme) {
    // A model answers nobody: an application around it has to be integrated, tested and rolled out as well.
    Work around = people.work;
    around.project.approach = Approach::prompting;
    around.project.months = unknown_need;
    people.staying = plus(people.staying, persons_staying(around, model));
    const std::map<std::string, double>& all = settings.application.build;
    double rest = 0;
    for (const ProjectStage stage :
         {ProjectStage::integrate, ProjectStage::evaluate, ProjectStage::security, ProjectStage::roll_out}) {
      const auto share = all.find(std::string(word_of(stage)));
      if (share != all.end()) rest += share->second;
    }
    const double connected = integration_factor(around.project, model, central_needs());
    people.person_weeks =
        plus(people.person_weeks, scaled((rest + connected - 1) / connected, values(build_weeks(around, model))));
    add(build_lines(around, model, {{std::string(word_of(ProjectStage::integrate)), rest}}, people.rate),
        people.lines.setup, "people.application");
    add(staying_lines(around, model, {{std::string(word_of(ProjectStage::run)), 1}}, people.rate), people.lines.monthly,
        "people.application-run");
  }
  return people;
}

void bill_people(const EstimateContext& context, Draft& draft, Work work) {
  MadeOf& made = draft.of_money;
  // Weeks until first use are those of the stages, and of the machines where they train.
  draft.weeks = made.take(stage_weeks(context, draft));
  if (draft.training.timed) {
    const Spread<double>& hours = draft.training.hours;
    const double by = draft.training.accelerators;
    draft.weeks = plus(draft.weeks,
                       scaled(1 / hours_per_week, Spread<double>{hours.low / by, hours.central / by, hours.high / by}));
  }
  // The acceptance test is part of every delivery; a pilot is paid before the choice, so it is no option's
  // (advise/pilot_worth).
  const CostConstants& cost = context.constants.cost;
  put(context, draft.bill.setup,
      graded_questions(named(context, "evaluation-set"),
                       acceptance_questions(made.take(wanted_share(context)), cost.acceptance),
                       made.take(question_price(context, cost.graders, cost.graders))),
      ProjectStage::evaluate);

  WeeklyRate rate = weekly_rate_of(context, work.project, made);
  const double cash_share = 1 - on_payroll(context, work.project.buyer, made);
  auto& known = context.cache.people;
  const auto found = std::find_if(known.begin(), known.end(), [&](const PlanCache::People& one) {
    return one.cash_share == cash_share && same(one.rate, rate) && same(one.work, work);
  });
  draft.people = found != known.end()
                     ? &*found
                     : &known.emplace_back(people_of(context, std::move(work), std::move(rate), cash_share));
  draft.person_weeks = draft.people->person_weeks;
  draft.build_months = draft.people->build_months;
  draft.staying = draft.people->staying;
}

/// Who has a supplier build it pays for the supplier's product as well; seats are such a product already.
void bill_licence(const EstimateContext& context, Draft& draft, const Work& work) {
  MadeOf& made = draft.of_money;
  if (makes_model(work.project.approach) || !made.take(supplier_builds(context)) ||
      made.take(paid_by_seat(context, draft)))
    return;
  Line<Dollars> line = product_month(named(context, "licence"), work, context.constants.work);
  if (const auto quote = made.take(quoted(context, "licence"))) {
    const CostFactor month{"p", "usd/month", "licence", values(*quote)};
    line = cite_quotes(context, product_line(named(context, "licence"), {&month, 1}, "cost.quoted-month"), "licence");
  }
  put(context, draft.bill.monthly, std::move(line), ProjectStage::run);
}

/// What an application needs beside the model that answers.
void bill_application(const EstimateContext& context, Draft& draft) {
  MadeOf& made = draft.of_money;
  const Spread<double> load = made.take(context.facts.number(context.slots.queries_per_day));
  constexpr double without_index = 10000;  // documents at which the formula's factor is 1
  Spread<double> docs = exactly(without_index);
  if (draft.strategy.recipe.retrieval) docs = known_or(made.take(context.facts.number(context.slots.docs)), docs);
  draft.bill.monthly.push_back(
      app_hosting_per_month(named(context, "app-hosting"), load, docs, context.constants.work));
}

}  // namespace

Read<Spread<double>> wanted_share(const EstimateContext& context) {
  MadeOf made;
  const std::size_t slot = context.slots.target_accuracy;
  if (made.take(context.facts.known(slot))) return {made.take(context.facts.number(slot)), made};
  const Assumption& guess = context.catalogue.vocabulary.slots[slot].guess;
  return {Spread<double>{guess.low, guess.central, guess.high}, made};
}

AcceptanceTest acceptance_of(const EstimateContext& context) {
  AcceptanceTest test = acceptance_test(wanted_share(context).value.central, context.constants.cost.acceptance);
  test.assumed = context.facts.unsaid(context.slots.target_accuracy);
  return test;
}

Read<CardsMonth> month_of_cards(const EstimateContext& context, const Gpu& gpu, const Spread<double>& cards,
                                double running, double busy, bool bought) {
  MadeOf made;
  CardsMonth month{{}, month_held(context, gpu, running, busy)};
  const auto add = [&](Line<Dollars> line) { put(context, month.lines, std::move(line), ProjectStage::run); };
  const CardPrice price = made.take(card_price(context, gpu));
  const LineName label = named(context, bought ? "cards-bought" : "cards-owned");
  add(of_cards(context, cards_per_month(label, cards, price.each, context.constants.work), price, bought));
  if (running > 0) {
    const auto paid = made.take(tariff(context));
    add(by_rated_power(
        context, gpu,
        power_bill(named(context, "serving-power"), month.energy, "load", paid, tariff_basis(*context.place.value))));
  }
  const Watts drawn{cards.central * rated_power(context, gpu).value * context.constants.energy.server_factor.central};
  const Priced room = made.take(price_of(context, "hosting"));
  add(by_rated_power(
      context, gpu,
      priced_by(context, hosting_per_month(named(context, "hosting"), drawn, room.price), room, "hosting")));
  return {std::move(month), made};
}

void add_bill(const EstimateContext& context, Draft& draft) {
  draft.bill.setup.reserve(8);  // more than a bill has
  draft.bill.monthly.reserve(8);
  bill_retrieval(context, draft);
  bill_training(context, draft);
  bill_serving(context, draft);
  bill_application(context, draft);
  Work work = draft.of_money.take(work_of(context, draft));
  bill_licence(context, draft, work);
  bill_people(context, draft, std::move(work));
  draft.months = draft.of_money.take(context.facts.value(context.slots.horizon_months));
  const double rate = context.constants.cost.discount_rate;
  draft.total = central_total(draft.bill, draft.months, rate, draft.people->lines);
  draft.cash = central_cash(draft.bill, draft.months, rate, draft.people->lines);
}

}  // namespace pathfinder
