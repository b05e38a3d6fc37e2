// Lines of a bill and their sums; formulas in cost.hpp, prices and constants in data/.
#include "pathfinder/estimate/cost.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

namespace {

constexpr std::string_view level_ids[] = {"never", "yearly", "monthly", "weekly", "daily", "realtime"};

std::array<Spread<double>, 6> by_level(const ConstantSpreads& constants, const std::string& prefix) {
  std::array<Spread<double>, 6> rows;
  for (std::size_t level = 0; level < rows.size(); ++level)
    rows[level] = constants(prefix + std::string(level_ids[level]));
  return rows;
}

/// Sets the line's range from its drivers, which must be complete.
void set_range(Line<Dollars>& line) {
  std::vector<MovedAlone> moved;
  moved.reserve(line.drivers.size());
  for (const Driver<Dollars>& driver : line.drivers) moved.push_back({driver.low.value, driver.high.value});
  const Spread<double> range = combined(line.central.value, moved);
  line.low = {range.low};
  line.high = {range.high};
}

/// A term of a line that is a sum: an amount that rests on two drivers.
struct Term {
  Spread<double> quantity;
  Spread<double> price;
};

/// A line of a formula, with nothing in it but its words where those are wanted.
Line<Dollars> line_of(const LineName& name, std::string_view method) {
  Line<Dollars> line;
  if (!name.words()) return line;
  line.label = name.label;
  line.basis.method = method;
  return line;
}

Part part_of(const CostFactor& factor) {
  return {std::string(factor.symbol), factor.value.central, std::string(factor.unit)};
}

/// A line that is a sum of quantity x price; all quantities share one driver and all prices another.
Line<Dollars> sum_line(const LineName& name, std::span<const Term> terms, double factor, Name quantity_driver,
                       Name price_driver, std::string_view method) {
  Line<Dollars> line = line_of(name, method);
  Driver<Dollars> quantities{quantity_driver, {}, {}};
  Driver<Dollars> prices{price_driver, {}, {}};
  for (const Term& term : terms) {
    line.central.value += factor * term.quantity.central * term.price.central;
    quantities.low.value += factor * term.quantity.low * term.price.central;
    quantities.high.value += factor * term.quantity.high * term.price.central;
    prices.low.value += factor * term.quantity.central * term.price.low;
    prices.high.value += factor * term.quantity.central * term.price.high;
  }
  line.drivers = {quantities, prices};
  set_range(line);
  return line;
}

/// What a line is multiplied by, one after the other: its share of new money, and the months it is paid for.
struct Times {
  double share = 1;
  double months = 1;

  Dollars of(Dollars amount) const { return months * (share * amount); }
};

/// Several sums of the same bill's lines, with what moves each of them.
template <std::size_t sums>
class RunningSums {
 public:
  RunningSums() { moved_.reserve(24); }  // more than a bill has

  /// Adds the line, as many times as `times` says for each sum.
  void add(const Line<Dollars>& line, const std::array<Times, sums>& times) {
    if (line.quote_needed) return;
    std::array<Dollars, sums> middle;
    for (std::size_t i = 0; i < sums; ++i) {
      middle[i] = times[i].of(line.central);
      central_[i] += middle[i];
    }
    for (const Driver<Dollars>& driver : line.drivers) {
      Moved& moved = moved_by(driver.id);
      for (std::size_t i = 0; i < sums; ++i) {
        moved.by[i].low += (times[i].of(driver.low) - middle[i]).value;
        moved.by[i].high += (times[i].of(driver.high) - middle[i]).value;
      }
    }
  }

  /// In the order of the drivers' ids, so that no range depends on the order of the lines. What does not move a sum
  /// stands at its middle, which widens nothing.
  std::array<Interval<Dollars>, sums> ranges() {
    std::sort(moved_.begin(), moved_.end(), [](const Moved& a, const Moved& b) { return a.driver < b.driver; });
    std::array<Interval<Dollars>, sums> all;
    std::vector<MovedAlone> alone(moved_.size());
    for (std::size_t i = 0; i < sums; ++i) {
      const double central = central_[i].value;
      for (std::size_t k = 0; k < moved_.size(); ++k)
        alone[k] = {std::max(0.0, central + moved_[k].by[i].low), central + moved_[k].by[i].high};
      all[i] = quantities<Dollars>(combined(central, alone));
    }
    return all;
  }

 private:
  struct Moved {
    Name driver;
    std::array<MovedAlone, sums> by;  ///< on top of each sum's middle
  };
  Moved& moved_by(Name driver) {
    for (Moved& one : moved_) {
      if (one.driver == driver) return one;
    }
    return moved_.emplace_back(Moved{driver, {}});
  }

  std::array<Dollars, sums> central_{};
  std::vector<Moved> moved_;
};

/// Linear interpolation between order statistics. \pre sorted, not empty
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// A date of the data ("2026", "2026-11", "2026-11-24") in years; what is left out stands for the middle of its period.
double in_years(std::string_view date) {
  const auto number = [&](std::size_t from, std::size_t count) {
    double value = 0;
    for (char digit : date.substr(from, count)) value = value * 10 + (digit - '0');
    return value;
  };
  if (date.size() < 4) return 0;
  const double year = number(0, 4);
  if (date.size() < 7) return year + 0.5;
  const double day = date.size() < 10 ? 15 : number(8, 2);
  return year + (number(5, 2) - 1) / 12 + (day - 1) / 365;
}

/// One seller's offer: the price and the range it prints, if any.
struct Offer {
  const GpuPrice* row = nullptr;
  double low = 0, central = 0, high = 0;
};

/// Whether a row counts as an offer of this kind. A market row is what sellers ask on average.
bool counts_as(const GpuPrice& row, std::string_view kind) {
  return row.kind == kind || (kind == "on-demand" && row.kind == "market");
}

/// Every seller's newest row; of several rows of that day the cheapest. Empty `kind`: any.
std::vector<Offer> offers(std::span<const GpuPrice> prices, std::string_view gpu, std::string_view kind) {
  std::map<std::string, const GpuPrice*> newest;  // ordered: the answer does not depend on the order of the rows
  const auto counts = [&](const GpuPrice& row) {
    return row.gpu == gpu && row.price.value > 0 && (kind.empty() || counts_as(row, kind));
  };
  const bool quoted =
      std::any_of(prices.begin(), prices.end(), [&](const GpuPrice& row) { return row.source.quote && counts(row); });
  for (const GpuPrice& row : prices) {
    if (!counts(row) || row.source.quote != quoted) continue;
    const GpuPrice*& kept = newest[row.source.provider];
    if (kept == nullptr || row.source.as_of > kept->source.as_of ||
        (row.source.as_of == kept->source.as_of && row.price < kept->price)) {
      kept = &row;
    }
  }
  std::vector<Offer> found;
  for (const auto& [provider, row] : newest) {
    const double low = row->low.value > 0 ? std::min(row->low.value, row->price.value) : row->price.value;
    found.push_back({row, low, row->price.value, std::max(row->high.value, row->price.value)});
  }
  return found;
}

/// Middle and range over sellers.
RentalPrice over_sellers(const std::vector<Offer>& found, std::string_view today, const CostConstants& constants) {
  RentalPrice price;
  std::vector<double> lows, centrals, highs;
  price.sellers = found.size();
  for (const Offer& offer : found) {
    lows.push_back(offer.low);
    centrals.push_back(offer.central);
    highs.push_back(offer.high);
    const PriceSource& source = offer.row->source;
    if (price.oldest.empty() || source.as_of < price.oldest) price.oldest = source.as_of;
    if (source.as_of > price.newest) price.newest = source.as_of;
    if (std::find(price.sources.begin(), price.sources.end(), source.source) == price.sources.end()) {
      price.sources.push_back(source.source);
    }
  }
  for (std::vector<double>* all : {&lows, &centrals, &highs}) std::sort(all->begin(), all->end());
  constexpr std::size_t enough_for_quantiles = 5;
  const double middle = quantile(centrals, 0.5);
  if (found.front().row->source.quote) {
    price.price = quantities<DollarsPerGpuHour>({lows.front(), middle, highs.back()});
    return price;
  }
  double low = lows.front();
  double high = highs.back();
  if (found.size() >= enough_for_quantiles) {
    low = quantile(lows, 0.1);
    high = quantile(highs, 0.9);
  } else {
    low = std::min(low, middle * constants.single_seller.low);
    high = std::max(high, middle * constants.single_seller.high);
    price.assumptions.push_back("assume.few-sellers");
  }
  // The median row's age: prices that are a year old may have moved by rent_drift, two years by its square.
  std::vector<double> ages;
  for (const Offer& offer : found) ages.push_back(std::max(0.0, in_years(today) - in_years(offer.row->source.as_of)));
  std::sort(ages.begin(), ages.end());
  const double age = quantile(ages, 0.5);
  const Spread<double> drift{pow(constants.rent_drift.low, age), 1, pow(constants.rent_drift.high, age)};
  price.price = quantities<DollarsPerGpuHour>(independent_product({{low, middle, high}, drift}));
  return price;
}

/// The price of another kind by its usual share.
RentalPrice derived(RentalPrice price, const Spread<double>& share, std::string assumption) {
  price.price = quantities<DollarsPerGpuHour>(independent_product({values(price.price), share}));
  price.assumptions.push_back(std::move(assumption));
  return price;
}

}  // namespace

CostConstants cost_constants(const ConstantSpreads& constants) {
  return {constants("cost.single-seller"),
          constants("cost.rent-drift"),
          constants("cost.reserved-share"),
          constants("cost.spot-share"),
          constants("cost.batch-share").central,
          constants("cost.discount-rate").central,
          by_level(constants, "cost.retraining-facts."),
          by_level(constants, "cost.retraining-behaviour."),
          acceptance_rule(constants),
          constants("pilot.grade-usd"),
          constants("acceptance.graders").central};
}

Line<Dollars> product_line(LineName name, std::span<const CostFactor> factors, std::string_view method) {
  Line<Dollars> line = line_of(name, method);
  double central = 1;
  for (const CostFactor& factor : factors) central *= factor.value.central;
  line.central = {central};
  if (name.words()) std::transform(factors.begin(), factors.end(), std::back_inserter(line.parts), part_of);
  line.drivers.reserve(factors.size());
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const CostFactor& moving = factors[i];
    const auto same_driver = [&](const CostFactor& other) { return other.driver == moving.driver; };
    // A driver stands where a factor of it first has a range.
    const auto has_range = [](const CostFactor& one) {
      return one.value.low != one.value.central || one.value.high != one.value.central;
    };
    const auto moves_already = [&](const CostFactor& other) { return same_driver(other) && has_range(other); };
    const auto before = factors.first(i);
    if (!has_range(moving) || std::any_of(before.begin(), before.end(), moves_already)) continue;
    double low = 1;
    double high = 1;
    for (const CostFactor& factor : factors) {
      const bool moves = same_driver(factor);
      low *= moves ? factor.value.low : factor.value.central;
      high *= moves ? factor.value.high : factor.value.central;
    }
    line.drivers.push_back({moving.driver, {low}, {high}});
  }
  set_range(line);
  return line;
}

Line<Dollars> driven_line(LineName name, Dollars central, std::vector<Driver<Dollars>> drivers,
                          std::string_view method) {
  Line<Dollars> line = line_of(name, method);
  line.central = central;
  line.drivers = std::move(drivers);
  set_range(line);
  return line;
}

Line<Dollars> unpriced_line(LineName name, std::span<const CostFactor> amounts, std::string_view method) {
  Line<Dollars> line = line_of(name, method);
  line.basis.method = method;  // also where no words are wanted: plans without these prices are told apart by it
  line.quote_needed = true;
  if (name.words()) std::transform(amounts.begin(), amounts.end(), std::back_inserter(line.parts), part_of);
  return line;
}

std::optional<RentalPrice> rental_price(std::span<const GpuPrice> prices, std::string_view gpu, std::string_view kind,
                                        std::string_view today, const CostConstants& constants) {
  const auto priced = [&](std::string_view wanted) -> std::optional<RentalPrice> {
    const std::vector<Offer> found = offers(prices, gpu, wanted);
    if (found.empty()) return std::nullopt;
    RentalPrice price = over_sellers(found, today, constants);
    price.kind = wanted.empty() ? found.front().row->kind : std::string(wanted);
    return price;
  };
  if (auto price = priced(kind)) return price;
  if (kind != "on-demand") {
    if (auto price = priced("on-demand")) {
      if (kind.substr(0, 8) == "reserved")
        return derived(*std::move(price), constants.reserved_share, "assume.reserved-from-on-demand");
      if (kind == "spot") return derived(*std::move(price), constants.spot_share, "assume.spot-from-on-demand");
      price->assumptions.push_back("assume.price-of-other-kind");
      return price;
    }
  }
  if (auto price = priced("")) {
    price->assumptions.push_back("assume.price-of-other-kind");
    return price;
  }
  return std::nullopt;
}

Line<Dollars> rent(LineName name, const Spread<GpuHours>& time, Name hours_driver,
                   const std::optional<RentalPrice>& price, std::string_view gpu) {
  const CostFactor hours{"H", "gpu-hours", hours_driver, values(time)};
  if (!price) return unpriced_line(name, {&hours, 1}, "cost.rent");
  const CostFactor factors[] = {hours,
                                {"p", "usd/gpu-hour", Name::of("rent:" + std::string(gpu)), values(price->price)}};
  Line<Dollars> line = product_line(name, factors, "cost.rent");
  if (!name.words()) return line;
  line.basis.sources = price->sources;
  line.basis.assumptions = price->assumptions;
  return line;
}

TariffBasis tariff_basis(const Region& region) {
  return {region.power_price_source, region.national_tariff};
}

Line<Dollars> power_bill(LineName name, const Spread<KilowattHours>& energy, Name energy_driver,
                         const std::optional<Spread<DollarsPerKilowattHour>>& tariff, const TariffBasis& basis) {
  const CostFactor used{"E", "kwh", energy_driver, values(energy)};
  if (!tariff) return unpriced_line(name, {&used, 1}, "cost.power");
  const CostFactor factors[] = {used, {"t", "usd/kwh", "tariff", values(*tariff)}};
  Line<Dollars> line = product_line(name, factors, "cost.power");
  if (!name.words()) return line;
  line.basis.sources = {std::string(basis.source)};
  if (basis.national) line.basis.assumptions = {"assume.national-tariff"};
  return line;
}

Line<Dollars> purchase_once(LineName name, double accelerators, const std::optional<Spread<Dollars>>& price_each) {
  const CostFactor count{"n", "gpus", "", exactly(accelerators)};
  if (!price_each) return unpriced_line(name, {&count, 1}, "cost.purchase-once");
  const CostFactor factors[] = {count, {"p", "usd", "purchase", values(*price_each)}};
  return product_line(name, factors, "cost.purchase-once");
}

Line<Dollars> server_per_month(LineName name, double servers, const std::optional<Spread<Dollars>>& per_month) {
  const CostFactor count{"n", "servers", "", exactly(servers)};
  if (!per_month) return unpriced_line(name, {&count, 1}, "cost.server");
  const CostFactor factors[] = {count, {"p", "usd/month", "server", values(*per_month)}};
  return product_line(name, factors, "cost.server");
}

Line<Dollars> hosting_per_month(LineName name, Watts it_power,
                                const std::optional<Spread<Dollars>>& per_kilowatt_month) {
  const CostFactor power{"P", "kw", "", exactly(it_power.value / 1000)};
  if (!per_kilowatt_month) return unpriced_line(name, {&power, 1}, "cost.hosting");
  const CostFactor factors[] = {power, {"h", "usd/kw-month", "hosting", values(*per_kilowatt_month)}};
  return product_line(name, factors, "cost.hosting");
}

ApiRates api_rates(const ApiPrice& price) {
  return {exactly(price.per_mtok_in), exactly(price.per_mtok_cached_in), exactly(price.per_mtok_out), price.model,
          price.source.source};
}

Line<Dollars> api_cost(LineName name, const ApiUse& use, const std::optional<ApiRates>& rates,
                       const CostConstants& constants) {
  const CostFactor amounts[] = {{"T_in", "Mtok", "load", scaled(1e-6, values(use.prompt))},
                                {"T_cached", "Mtok", "load", scaled(1e-6, values(use.cached_prompt))},
                                {"T_out", "Mtok", "load", scaled(1e-6, values(use.output))}};
  if (!rates) return unpriced_line(name, amounts, "cost.api");
  const bool cached_rate = rates->per_mtok_cached_in.central.value > 0;
  const Spread<double> in = values(rates->per_mtok_in);
  const Spread<double> cached = cached_rate ? values(rates->per_mtok_cached_in) : in;
  const Spread<double> out = values(rates->per_mtok_out);
  const double batch = 1 - use.batch_share * (1 - constants.batch_share);
  const Term terms[] = {{amounts[0].value, in}, {amounts[1].value, cached}, {amounts[2].value, out}};
  Line<Dollars> line = sum_line(name, terms, batch, "load", Name::of("api:" + rates->model), "cost.api");
  if (!name.words()) return line;
  line.basis.sources = {rates->source};
  if (!cached_rate && use.cached_prompt.high.value > 0) line.basis.assumptions.push_back("assume.no-cached-rate");
  if (use.batch_share > 0) line.basis.assumptions.push_back("assume.batch-rate");
  for (const CostFactor& amount : amounts) line.parts.push_back(part_of(amount));
  line.parts.push_back({"p_in", in.central, "usd/Mtok"});
  line.parts.push_back({"p_cached", cached.central, "usd/Mtok"});
  line.parts.push_back({"p_out", out.central, "usd/Mtok"});
  line.parts.push_back({"b", use.batch_share, "ratio"});
  return line;
}

Line<Dollars> hosted_tuning(LineName name, const Spread<Tokens>& trained, double jobs,
                            const std::optional<TuningRates>& rates) {
  const CostFactor amounts[] = {{"T", "Mtok", "tokens:training", scaled(1e-6, values(trained))},
                                {"J", "jobs", "", exactly(jobs)}};
  if (!rates) return unpriced_line(name, amounts, "cost.hosted-tuning");
  const Term terms[] = {{amounts[0].value, values(rates->per_mtok_train)}, {amounts[1].value, values(rates->per_job)}};
  Line<Dollars> line =
      sum_line(name, terms, 1, "tokens:training", Name::of("tuning:" + rates->model), "cost.hosted-tuning");
  if (!name.words()) return line;
  line.basis.sources = {rates->source};
  for (const CostFactor& amount : amounts) line.parts.push_back(part_of(amount));
  line.parts.push_back({"p", rates->per_mtok_train.central.value, "usd/Mtok"});
  line.parts.push_back({"f", rates->per_job.central.value, "usd/job"});
  return line;
}

LabelRate label_rate(const LabellingPrice& price) {
  return {quantities<Dollars>(between(price.low.value, price.high.value)), price.id, price.source.source};
}

Line<Dollars> labelling(LineName name, const Spread<double>& examples, double units_per_example,
                        const std::optional<LabelRate>& rate) {
  const CostFactor count{"N", "examples", "examples", examples};
  if (!rate) return unpriced_line(name, {&count, 1}, "cost.labelling");
  const CostFactor factors[] = {count,
                                {"u", "units/example", "", exactly(units_per_example)},
                                {"p", "usd/unit", Name::of("label:" + rate->id), values(rate->per_unit)}};
  Line<Dollars> line = product_line(name, factors, "cost.labelling");
  if (name.words()) line.basis.sources = {rate->source};
  return line;
}

Spread<Dollars> QuestionPrice::each() const {
  const Spread<double> judged = scaled(grades, grade);
  if (!write) return quantities<Dollars>(judged);
  const Spread<double> written = values(write->per_unit);
  return quantities<Dollars>(
      Spread<double>{written.low + judged.low, written.central + judged.central, written.high + judged.high});
}

Line<Dollars> graded_questions(LineName name, const Spread<double>& questions, const QuestionPrice& price) {
  const CostFactor count{"N_e", "questions", "evaluation", questions};
  if (!price.write) return unpriced_line(name, {&count, 1}, "cost.evaluation");
  const CostFactor factors[] = {count, {"p", "", Name::of("label:" + price.write->id), values(price.each())}};
  Line<Dollars> line = product_line(name, factors, "cost.evaluation");
  if (!name.words()) return line;
  line.basis.sources = {price.write->source};
  line.parts = {{"N_e", questions.central, "questions"},
                {"p", price.write->per_unit.central.value, "usd/question"},
                {"k", price.grades, "grades/question"},
                {"g", price.grade.central, "usd/grade", "pilot.grade-usd"}};
  return line;
}

Line<Dollars> vector_store_per_month(LineName name, const StoreUse& use, const std::optional<StoreRates>& rates) {
  constexpr Name of_index = "index", of_load = "load";
  const CostFactor amounts[] = {{"M", "gb", of_index, scaled(1e-9, values(use.memory))},
                                {"R", "million", of_load, scaled(1e-6, use.reads)},
                                {"X", "million", of_index, scaled(1e-6, use.writes)}};
  if (!rates) return unpriced_line(name, amounts, "cost.vector-store");
  const Name of_store = Name::of("store:" + rates->id);
  const Spread<double> prices[] = {values(rates->per_gb_month), values(rates->per_million_reads),
                                   values(rates->per_million_writes)};
  const double least = rates->minimum.value;
  Line<Dollars> line = line_of(name, "cost.vector-store");
  // The bill with the factors of one driver at their low or high end; an empty driver is the middle.
  const auto bill = [&](Name driver, bool high) {
    double sum_of_terms = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto at = [&](const Spread<double>& spread, bool moves) {
        return !moves ? spread.central : high ? spread.high : spread.low;
      };
      sum_of_terms += at(amounts[i].value, amounts[i].driver == driver) * at(prices[i], driver == of_store);
    }
    return std::max(sum_of_terms, least);
  };
  line.central = {bill("", false)};
  for (const Name driver : {of_index, of_load, of_store}) {
    const double low = bill(driver, false);
    const double high = bill(driver, true);
    if (low < line.central.value || high > line.central.value) line.drivers.push_back({driver, {low}, {high}});
  }
  set_range(line);
  line.low =
      std::max(line.low, std::min(rates->minimum, line.central));  // two drivers together cannot undercut it either
  if (!name.words()) return line;
  line.basis.sources = {rates->source};
  for (const CostFactor& amount : amounts) line.parts.push_back(part_of(amount));
  line.parts.push_back({"p_M", prices[0].central, "usd/gb-month"});
  line.parts.push_back({"p_R", prices[1].central, "usd/million"});
  line.parts.push_back({"p_X", prices[2].central, "usd/million"});
  line.parts.push_back({"minimum", least, "usd/month"});
  return line;
}

Spread<double> retraining_rounds(std::size_t level, bool retrieval_carries_facts, const CostConstants& constants) {
  return (retrieval_carries_facts ? constants.retraining_behaviour : constants.retraining_facts).at(level);
}

Line<Dollars> retraining_per_month(LineName name, const Line<Dollars>& one_round,
                                   const Spread<double>& rounds_per_year) {
  const double rounds = rounds_per_year.central / 12;
  Line<Dollars> line = times(one_round, rounds);
  if (name.words()) {
    line.label = name.label;
    line.basis.method = "cost.retraining";
    line.basis.assumptions.push_back("assume.retraining-rounds");
    line.parts = {{"c", one_round.central.value, "usd/round"}, {"r", rounds_per_year.central, "rounds/year"}};
  }
  if (line.quote_needed) return line;
  if (rounds_per_year.low < rounds_per_year.central || rounds_per_year.high > rounds_per_year.central) {
    line.drivers.push_back({"retraining-rounds", rounds_per_year.low / 12 * one_round.central,
                            rounds_per_year.high / 12 * one_round.central});
  }
  set_range(line);
  return line;
}

Line<Dollars> times(const Line<Dollars>& line, double factor) {
  Line<Dollars> scaled_line = line;
  scaled_line.low = factor * line.low;
  scaled_line.central = factor * line.central;
  scaled_line.high = factor * line.high;
  for (Driver<Dollars>& driver : scaled_line.drivers) {
    driver.low = factor * driver.low;
    driver.high = factor * driver.high;
  }
  return scaled_line;
}

Estimate<Dollars> sum(std::span<const Line<Dollars>> lines) {
  RunningSums<1> running;
  for (const Line<Dollars>& line : lines) running.add(line, {});
  Estimate<Dollars> total;
  static_cast<Interval<Dollars>&>(total) = running.ranges().front();
  total.basis.method = "cost.total";
  const auto add_once = [](std::vector<std::string>& list, const std::vector<std::string>& more) {
    for (const std::string& id : more) {
      if (!id.empty() && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
    }
  };
  for (const Line<Dollars>& line : lines) {
    if (line.quote_needed) continue;
    total.breakdown.emplace_back(line.label, line.central);
    add_once(total.basis.sources, line.basis.sources);
    add_once(total.basis.assumptions, line.basis.assumptions);
  }
  return total;
}

bool quote_needed(std::span<const Line<Dollars>> lines) {
  return std::any_of(lines.begin(), lines.end(), [](const Line<Dollars>& line) { return line.quote_needed; });
}

double annuity(double months, double rate_per_year) {
  if (months <= 0) return 0;
  if (rate_per_year == 0) return months;
  const double per_month = pow(1 + rate_per_year, 1.0 / 12) - 1;
  const double whole = std::floor(months);
  return (1 - pow(1 + rate_per_year, -whole / 12)) / per_month +
         (months - whole) * pow(1 + rate_per_year, -(whole + 1) / 12);
}

std::vector<Line<Dollars>> over_horizon(std::span<const Line<Dollars>> setup, std::span<const Line<Dollars>> monthly,
                                        double months, double rate_per_year) {
  std::vector<Line<Dollars>> lines(setup.begin(), setup.end());
  const double factor = annuity(months, rate_per_year);
  for (const Line<Dollars>& line : monthly) lines.push_back(times(line, factor));
  return lines;
}

CostLines new_money(const CostLines& lines) {
  CostLines paid_now;
  for (const Line<Dollars>& line : lines.setup) paid_now.setup.push_back(times(line, line.cash_share));
  for (const Line<Dollars>& line : lines.monthly) paid_now.monthly.push_back(times(line, line.cash_share));
  return paid_now;
}

namespace {

/// Every line with a price and its factors: set-up first, then the months.
template <class Each>
void each_over_horizon(const CostLines& lines, const CostLines& behind, double months, double rate_per_year, bool cash,
                       const Each& each) {
  const auto share_of = [cash](const Line<Dollars>& line) { return cash ? line.cash_share : 1; };
  for (const CostLines* part : {&lines, &behind}) {
    for (const Line<Dollars>& line : part->setup) each(line, Times{share_of(line), 1});
  }
  const double factor = annuity(months, rate_per_year);
  for (const CostLines* part : {&lines, &behind}) {
    for (const Line<Dollars>& line : part->monthly) each(line, Times{share_of(line), factor});
  }
}

Dollars middle_over_horizon(const CostLines& lines, const CostLines& behind, double months, double rate_per_year,
                            bool cash) {
  Dollars total;
  each_over_horizon(lines, behind, months, rate_per_year, cash, [&](const Line<Dollars>& line, const Times& times) {
    if (!line.quote_needed) total += times.of(line.central);
  });
  return total;
}

}  // namespace

Dollars central_total(const CostLines& lines, double months, double rate_per_year, const CostLines& behind) {
  return middle_over_horizon(lines, behind, months, rate_per_year, false);
}

Dollars central_cash(const CostLines& lines, double months, double rate_per_year, const CostLines& behind) {
  return middle_over_horizon(lines, behind, months, rate_per_year, true);
}

BillRanges bill_ranges(const CostLines& lines, double months, double rate_per_year, const CostLines& behind) {
  constexpr Times never{0, 0};
  const double factor = annuity(months, rate_per_year);
  RunningSums<4> running;  // in the order of BillRanges
  for (const CostLines* part : {&lines, &behind}) {
    for (const Line<Dollars>& line : part->setup) running.add(line, {Times{}, never, Times{}, {line.cash_share, 1}});
  }
  for (const CostLines* part : {&lines, &behind}) {
    for (const Line<Dollars>& line : part->monthly)
      running.add(line, {never, Times{}, {1, factor}, {line.cash_share, factor}});
  }
  const auto ranges = running.ranges();
  return {ranges[0], ranges[1], ranges[2], ranges[3]};
}

Line<double> annuity_line(double months, double rate_per_year) {
  Line<double> line("estimate.quantity.annuity", annuity(months, rate_per_year),
                    rate_per_year == 0 ? "cost.months" : "cost.annuity", {{"n", months, "months"}});
  if (rate_per_year != 0) line.parts.push_back({"r", rate_per_year, "ratio", "cost.discount-rate"});
  return line;
}

std::vector<Line<Dollars>> horizon_lines(std::optional<Dollars> setup, Dollars monthly, double annuity) {
  std::vector<Line<Dollars>> lines;
  if (setup)
    lines.emplace_back("estimate.line.setup", *setup, "cost.total-setup",
                       std::vector<Part>{{"setup", setup->value, "usd"}});
  lines.emplace_back("estimate.line.months", annuity * monthly, "cost.total-monthly",
                     std::vector<Part>{{"monthly", monthly.value, "usd/month"}, {"a", annuity, "months"}});
  return lines;
}

std::vector<YearCost> cost_by_year(std::span<const Line<Dollars>> setup, std::span<const Line<Dollars>> monthly,
                                   double months, double rate_per_year) {
  std::vector<YearCost> years;
  const double whole = std::max(months, 0.0);
  for (int year = 1; year == 1 || 12.0 * (year - 1) < whole; ++year) {
    const double before = 12.0 * (year - 1);
    const double until = std::min(12.0 * year, whole);
    const double factor = annuity(until, rate_per_year) - annuity(before, rate_per_year);
    std::vector<Line<Dollars>> lines;
    if (year == 1) lines.assign(setup.begin(), setup.end());
    for (const Line<Dollars>& line : monthly) lines.push_back(times(line, factor));
    years.push_back({year, until - before, sum(lines)});
  }
  return years;
}

BreakEven break_even(const Spread<Dollars>& setup_first, const Spread<Dollars>& monthly_first,
                     const Spread<Dollars>& setup_second, const Spread<Dollars>& monthly_second, double rate_per_year) {
  BreakEven result;
  const double more_setup = (setup_second.central - setup_first.central).value;
  const double saving = (monthly_first.central - monthly_second.central).value;
  if (more_setup == 0 && saving == 0) return result;
  if (more_setup >= 0 && saving <= 0) {
    result.kind = BreakEven::Kind::first_always;
    return result;
  }
  if (more_setup <= 0 && saving >= 0) {
    result.kind = BreakEven::Kind::second_always;
    return result;
  }
  // From here on one has more set-up and fewer monthly costs: "later" is the one that wins in the long run.
  result.first_wins_later = more_setup < 0;
  const Spread<Dollars>& setup_later = result.first_wins_later ? setup_first : setup_second;
  const Spread<Dollars>& setup_now = result.first_wins_later ? setup_second : setup_first;
  const Spread<Dollars>& monthly_later = result.first_wins_later ? monthly_first : monthly_second;
  const Spread<Dollars>& monthly_now = result.first_wins_later ? monthly_second : monthly_first;
  // Months m with annuity(m) = ratio; nothing where discounting never lets the savings reach the set-up.
  const double per_month = rate_per_year == 0 ? 0 : pow(1 + rate_per_year, 1.0 / 12) - 1;
  const auto month_of = [&](double ratio) -> std::optional<double> {
    if (per_month == 0) return ratio;
    const double left = 1 - ratio * per_month;
    if (left <= 0) return std::nullopt;
    return -log(left) / log(1 + per_month);
  };
  const auto root = [](Dollars a, Dollars b) { return std::sqrt(a.value * a.value + b.value * b.value); };
  const double extra = (setup_later.central - setup_now.central).value;
  const double saved = (monthly_now.central - monthly_later.central).value;
  const auto month = month_of(extra / saved);
  if (!month) {
    result.kind = result.first_wins_later ? BreakEven::Kind::second_always : BreakEven::Kind::first_always;
    return result;
  }
  result.kind = BreakEven::Kind::at_month;
  result.month = *month;
  // Ranges of the two differences, each from independent ends; then each difference moved alone.
  const double extra_low = extra - root(setup_later.central - setup_later.low, setup_now.high - setup_now.central);
  const double extra_high = extra + root(setup_later.high - setup_later.central, setup_now.central - setup_now.low);
  const double saved_low =
      saved - root(monthly_now.central - monthly_now.low, monthly_later.high - monthly_later.central);
  const double saved_high =
      saved + root(monthly_now.high - monthly_now.central, monthly_later.central - monthly_later.low);
  const double ratio = extra / saved;
  const MovedAlone downwards[] = {{std::max(extra_low, 0.0) / saved, ratio}, {extra / saved_high, ratio}};
  if (extra_low > 0) result.earliest = month_of(combined(ratio, downwards).low);
  if (saved_low > 0) {
    const MovedAlone upwards[] = {{ratio, extra_high / saved}, {ratio, extra / saved_low}};
    result.latest = month_of(combined(ratio, upwards).high);
  }
  return result;
}

Line<Dollars> bill_line(Line<Dollars> line, std::string period) {
  line.period = std::move(period);
  line.drivers.clear();
  return line;
}

}  // namespace pathfinder
