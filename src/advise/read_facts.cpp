#include "pathfinder/advise/read_facts.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/near_names.hpp"

#include "advise/inventory_facts.hpp"

namespace pathfinder {
namespace {

/// Whether the catalogue knows what estimates are made of; some entries are known by name only.
bool has_shape(const LanguageModel& model) {
  return model.shape.params_total > 0 && model.shape.layers > 0 && model.shape.hidden > 0;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return std::string(text);
}

/// Position of the level that `text` names, by id in any case or by its name in a language; levels.size() when none is.
std::size_t named_level(const FactSpec& fact, const std::string& text) {
  const auto named = [&](const Level& level) {
    return lower(text) == lower(level.id) ||
           std::any_of(languages.begin() + 1, languages.end(),
                       [&](const Language& one) { return text == level.name.*one.member; });
  };
  return static_cast<std::size_t>(std::find_if(fact.levels.begin(), fact.levels.end(), named) - fact.levels.begin());
}

/// A number as a message shows it.
std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Whether the number of accelerators was read from the accelerator's name: both stand in one place.
bool from_name(const GivenFact& count, const Scenario& scenario) {
  return std::any_of(scenario.given.begin(), scenario.given.end(), [&](const GivenFact& other) {
    return other.slot != count.slot && other.where.file == count.where.file && other.where.line == count.where.line &&
           other.where.column == count.where.column && other.where.pointer == count.where.pointer;
  });
}

/// The middle of an interval nobody gave a value for: geometric where sizes range over decades, else arithmetic.
double middle_value(const FactSpec& fact, double low, double high) {
  if (fact.type == FactType::ratio || fact.type == FactType::level || low <= 0) return (low + high) / 2;
  return std::sqrt(low * high);
}

}  // namespace

bool names_preset(const Preset& preset, std::string_view spelling) {
  const std::string typed = normalise(spelling);
  if (typed == normalise(preset.id) || typed == normalise(preset.name.en) || typed == normalise(preset.name.zh))
    return true;
  return std::any_of(preset.aliases.begin(), preset.aliases.end(),
                     [&](const std::string& alias) { return normalise(alias) == typed; });
}

void FactReader::set_currency(std::string_view typed) {
  currency_ = trimmed(typed);
  const FactSpec& fact = catalogue_.vocabulary.slots[catalogue_.slots.currency];
  const std::size_t level = named_level(fact, currency_);
  if (level < fact.levels.size()) currency_ = fact.levels[level].id;
}

std::string FactReader::expected(const FactSpec& fact) const {
  switch (fact.type) {
    case FactType::boolean:
      return "@expected.yes-no";
    case FactType::category:
    case FactType::catalogue:
      return "@expected.word";
    case FactType::level:
      return "@expected.level\t" + plain(fact.low) + "\t" + plain(fact.high);
    case FactType::ratio:
      return "@expected.between\t0\t1";
    case FactType::money:
      return "@expected.money";
    default:
      break;
  }
  if (fact.low > 0 && fact.low <= 1) return "@expected.count-above-0";
  return fact.low == 0 ? "@expected.count" : "@expected.between\t" + plain(fact.low) + "\t" + plain(fact.high);
}

void FactReader::put(std::size_t slot, std::string_view name, double low, double value, double high, Origin origin,
                     const Location& where, std::string_view written, Scenario& scenario) {
  const FactSpec& fact = catalogue_.vocabulary.slots[slot];
  const bool whole = fact.type != FactType::level || (std::floor(low) == low && std::floor(high) == high);
  if (!(low >= fact.low && high <= fact.high) || !whole) {
    const bool bounded = fact.high < 1e9 && fact.type != FactType::level;
    std::string must = bounded ? "@expected.between\t" + plain(fact.low) + "\t" + plain(fact.high) : expected(fact);
    if (fact.type == FactType::money) must = "@expected.money-at-least-0";
    if (whole && low >= fact.low && high > fact.high && !bounded) must = "@expected.at-most\t" + plain(fact.high);
    Diagnostic& found = findings_.add(
        "out-of-range", where,
        {{"key", std::string(name)}, {"expected", must}, {"found", std::string(written)}, {"fact", fact.id}});
    if (fact.type == FactType::level) found.help = "help.out-of-range.level";
    if (fact.type == FactType::ratio) found.help = "help.out-of-range.share";
    return;
  }
  const auto same = std::find_if(scenario.given.begin(), scenario.given.end(),
                                 [&](const GivenFact& given) { return given.slot == slot; });
  // A count that only stood in the accelerator's name gives way to one that was said, if they agree.
  const bool named = same != scenario.given.end() && fact.id == "gpus" && from_name(*same, scenario);
  if (named && low <= same->value && same->value <= high) {
    *same = {slot, value, low, high, origin, {}, where};
    return;
  }
  if (named) {
    findings_.add("count-disagrees", where,
                  {{"found", std::string(written)}, {"named", plain(same->value)}, {"given", plain(value)}});
    return;
  }
  if (same != scenario.given.end()) {
    if (same->origin == origin) {
      findings_.add(name == fact.id ? "fact-twice" : "same-fact-twice", where,
                    {{"key", std::string(name)}, {"fact", fact.id}});
      return;
    }
    if (same->origin < origin) return;
    scenario.given.erase(same);
  }
  scenario.given.push_back({slot, value, low, high, origin, {}, where});
}

void FactReader::read_text(std::size_t slot, std::string_view name, std::string_view typed, const Locate& locate,
                           Origin origin, Scenario& scenario) {
  const FactSpec& fact = catalogue_.vocabulary.slots[slot];
  const std::string text = trimmed(typed);
  if (fact.id == "gpus" && sources_.inventory) {
    if (const std::optional<Inventory> found = sources_.inventory(text, locate)) {
      if (!found->cards.empty()) add_inventory(*found, catalogue_, locate(0, 0), scenario, findings_, warnings_);
      return;
    }
  }
  const auto accepts = std::find(fact.accepts.begin(), fact.accepts.end(), text);
  if (accepts != fact.accepts.end()) return;  // "auto": left to us, the same as not known

  if (fact.type == FactType::boolean) {
    const std::string word = lower(text);
    for (const auto& [yes, words] :
         {std::pair{true, std::array{"yes", "true", "是"}}, {false, std::array{"no", "false", "否"}}}) {
      if (std::find(words.begin(), words.end(), word) != words.end()) {
        return put(slot, name, yes, yes, yes, origin, locate(0, 0), text, scenario);
      }
    }
    findings_.add("unknown-word", locate(0, 0),
                  {{"key", std::string(name)}, {"found", text}, {"near", ""}, {"allowed", "yes, no"}});
    return;
  }
  if (fact.type == FactType::catalogue) return read_catalogue_name(slot, name, text, locate, origin, scenario);
  if (fact.type == FactType::category) {
    const std::size_t level = named_level(fact, text);
    if (level < fact.levels.size()) {
      const double value = fact.level_value(level);
      return put(slot, name, value, value, value, origin, locate(0, 0), text, scenario);
    }
    std::vector<std::string_view> words;
    const bool ascii =
        std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
    for (const Level& one : fact.levels)
      words.push_back(ascii ? std::string_view(one.id) : std::string_view(one.name.zh));
    const std::string near(near_miss(lower(text), words));
    words.clear();
    for (const Level& one : fact.levels) words.push_back(one.id);
    findings_.add("unknown-word", locate(0, 0),
                  {{"key", std::string(name)}, {"found", text}, {"near", near}, {"allowed", join(words)}});
    return;
  }

  const TypedNumber number = fact.type == FactType::money   ? read_money(text)
                             : fact.type == FactType::ratio ? read_rate(text)
                                                            : read_interval(text);
  if (!number.ok()) {
    const std::string code(number.wrong == "number-syntax" || number.wrong == "number-missing" ? "not-a-value"
                                                                                               : number.wrong);
    const auto lead = static_cast<int>(std::min(typed.find_first_not_of(" \t"), typed.size()));
    findings_.add(code, code == "not-a-value" ? locate(0, 0) : locate(lead + number.at, number.width),
                  {{"key", std::string(name)},
                   {"expected", expected(fact)},
                   {"found", "@found.typed\t" + text},
                   {"example", fact.example}});
    return;
  }
  double rate = 1;
  if (fact.type == FactType::money) {
    if (number.currency.empty() && currency_ != "USD") {
      findings_.add("currency-ambiguous", locate(0, 0),
                    {{"key", std::string(name)}, {"found", text}, {"currency", currency_}});
      return;
    }
    const std::string code = number.currency.empty() ? "USD" : number.currency;
    std::vector<std::string_view> codes;
    bool found = false;
    for (const Currency& currency : catalogue_.currencies) {
      codes.push_back(currency.code);
      if (currency.code == code) {
        rate = currency.usd_rate;
        found = true;
      }
    }
    if (!found) {
      findings_.add("unknown-currency", locate(0, 0), {{"found", code}, {"allowed", join(codes)}});
      return;
    }
  }
  if (!number.currency.empty() && origin == Origin::given &&
      std::find(typed_.begin(), typed_.end(), number.currency) == typed_.end()) {
    if (typed_.empty()) typed_at_ = locate(0, 0);
    typed_.push_back(number.currency);
  }
  const double low = number.low / rate;
  const double high = number.high / rate;
  const bool counted = text.find('/') != std::string::npos;
  const double value = low == high ? low : (counted ? number.value / rate : middle_value(fact, low, high));
  put(slot, name, low, value, high, origin, locate(0, 0), text, scenario);
}

void FactReader::settle_currency(Scenario& scenario) const {
  const std::size_t slot = catalogue_.slots.currency;
  const bool asked = std::any_of(scenario.given.begin(), scenario.given.end(),
                                 [&](const GivenFact& given) { return given.slot == slot; });
  if (asked || typed_.size() != 1) return;
  const FactSpec& fact = catalogue_.vocabulary.slots[slot];
  const std::size_t level = named_level(fact, typed_.front());
  if (level >= fact.levels.size()) return;
  const double value = fact.level_value(level);
  scenario.given.push_back({slot, value, value, value, Origin::given, {}, typed_at_});
}

void FactReader::read_catalogue_name(std::size_t slot, std::string_view name, std::string_view text,
                                     const Locate& locate, Origin origin, Scenario& scenario) {
  const FactSpec& fact = catalogue_.vocabulary.slots[slot];
  if (fact.catalogue == "gpus" && text.find('=') != std::string_view::npos) {
    Gpu gpu;
    if (!read_ad_hoc_gpu(text, locate, gpu)) return;
    const double index = static_cast<double>(catalogue_.gpus.size());  // one behind the catalogue's last
    put(slot, name, index, index, index, origin, locate(0, 0), text, scenario);
    scenario.ad_hoc_gpu = gpu;
    return;
  }
  if (fact.catalogue == "models" && sources_.own_model) {
    if (const std::optional<std::size_t> own = sources_.own_model(text, locate)) {
      const double value = static_cast<double>(*own);
      if (*own != Vocabulary::none) put(slot, name, value, value, value, origin, locate(0, 0), text, scenario);
      return;
    }
  }
  const NameReading reading = read_name(catalogue_, fact.catalogue, text);
  if (!reading.understood() && reading.memory_gib > 0) {  // "24 GB card": all that is known is its memory
    Gpu gpu;
    gpu.id = "ad-hoc";
    gpu.name = std::string(text);
    gpu.memory_gib = reading.memory_gib;
    const double index = static_cast<double>(catalogue_.gpus.size());
    put(slot, name, index, index, index, origin, locate(0, 0), text, scenario);
    scenario.ad_hoc_gpu = gpu;
    return;
  }
  if (!reading.understood()) {
    refuse_entry(catalogue_, fact.catalogue, text, locate(0, 0), findings_);
    return;
  }
  if (fact.catalogue == "models") {
    const LanguageModel& model = catalogue_.models[reading.entries.front()];
    if (!has_shape(model)) {  // figures made of nothing would look like a bargain
      Diagnostic& finding = findings_.add("model-without-shape", locate(0, 0), {{"model", model.id}});
      if (model.weights == "closed") finding.help = "help.model-without-shape.closed";
      return;
    }
  }
  if (fact.catalogue == "gpus") {
    if (reading.count > 0) put_count(reading.count, origin, locate(0, 0), text, scenario);
    scenario.gpu_versions.clear();
  }
  if (reading.ambiguous()) {
    std::vector<std::string_view> versions;
    for (const std::size_t entry : reading.entries) versions.push_back(catalogue_.gpus[entry].id);
    warnings_.add(
        "ambiguous-device", locate(0, 0),
        {{"found", std::string(text)}, {"allowed", join(versions)}, {"taken", std::string(versions.front())}});
    scenario.gpu_versions = reading.entries;
  }
  const double value = static_cast<double>(reading.entries.front());
  put(slot, name, value, value, value, origin, locate(0, 0), text, scenario);
}

/// A count inside a name ("8x A100") stands where nobody gave one; another count contradicts it.
void FactReader::put_count(double count, Origin origin, const Location& where, std::string_view text,
                           Scenario& scenario) {
  const std::size_t slot = catalogue_.slots.gpus;
  if (slot == Vocabulary::none) return;
  const auto same = std::find_if(scenario.given.begin(), scenario.given.end(),
                                 [&](const GivenFact& given) { return given.slot == slot; });
  if (same == scenario.given.end()) return put(slot, "gpus", count, count, count, origin, where, text, scenario);
  if (same->low <= count && count <= same->high) return;
  findings_.add("count-disagrees", where,
                {{"found", std::string(text)}, {"named", plain(count)}, {"given", plain(same->value)}});
}

bool FactReader::read_ad_hoc_gpu(std::string_view text, const Locate& locate, Gpu& gpu) {
  struct Key {
    std::string_view name, unit, example;
    double Gpu::*member;
  };
  static constexpr std::array<Key, 7> keys = {
      {{"memory", "GiB", "memory=64GiB", &Gpu::memory_gib},
       {"bandwidth", "GB/s", "bandwidth=1600GB/s", &Gpu::memory_bandwidth_gb_per_s},
       {"bf16", "TFLOP/s", "bf16=320TFLOP/s", &Gpu::dense_bf16_tflop_per_s},
       {"fp8", "TFLOP/s", "fp8=640TFLOP/s", &Gpu::dense_fp8_tflop_per_s},
       {"int8", "TOP/s", "int8=640TOP/s", &Gpu::dense_int8_top_per_s},
       {"tdp", "W", "tdp=350W", &Gpu::tdp_w},
       {"interconnect", "GB/s", "interconnect=392GB/s", &Gpu::interconnect_gb_per_s}}};
  gpu.id = "ad-hoc";
  gpu.name = std::string(text);
  std::size_t at = 0;
  std::vector<std::string> seen;
  const std::size_t before = findings_.all().size();
  while (at <= text.size()) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view part = text.substr(at, comma - at);
    const int offset = characters(text.substr(0, at));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string key = trimmed(part.substr(0, equals));
    const std::string value = equals < part.size() ? trimmed(part.substr(equals + 1)) : std::string();
    at = comma + 1;
    const auto whole = [&] { return locate(offset, std::max(1, characters(part))); };
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) findings_.add("fact-twice", whole(), {{"key", key}});
    seen.push_back(key);
    if (key == "domestic") {
      gpu.domestic = value == "yes";
      if (value != "yes" && value != "no") {
        findings_.add("unknown-word", whole(), {{"key", key}, {"found", value}, {"near", ""}, {"allowed", "yes, no"}});
      }
      continue;
    }
    const auto* known = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == key; });
    if (known == keys.end()) {
      std::vector<std::string_view> names = {"domestic"};
      for (const Key& k : keys) names.push_back(k.name);
      findings_.add("unknown-ad-hoc-key", locate(offset, std::max(1, characters(key))),
                    {{"key", key}, {"near", std::string(near_miss(key, names))}});
      continue;
    }
    std::string_view amount = value;
    // Vendors write GB for the GiB of a device's memory.
    for (const std::string_view unit : {known->unit, std::string_view(known->unit == "GiB" ? "GB" : known->unit)}) {
      if (amount.size() > unit.size() && amount.substr(amount.size() - unit.size()) == unit) {
        amount.remove_suffix(unit.size());
        break;
      }
    }
    const std::optional<double> number = parse_number(amount);
    if (!number || *number <= 0) {
      findings_.add("ad-hoc-value", whole(),
                    {{"key", key}, {"found", value}, {"example", std::string(known->example)}});
    } else {
      gpu.*(known->member) = *number;
    }
  }
  if (findings_.all().size() != before) return false;
  if (gpu.memory_gib == 0) findings_.add("ad-hoc-memory", locate(0, 0), {});
  return gpu.memory_gib > 0;
}

void FactReader::read_json(std::size_t slot, JsonValue value, Origin origin, Scenario& scenario) {
  const FactSpec& fact = catalogue_.vocabulary.slots[slot];
  const std::string key(value.key());
  const auto locate = [&](int offset, int width) { return value.locate(false, offset, width); };
  const bool words = fact.type == FactType::category || fact.type == FactType::catalogue;
  const bool legacy_dollars = fact.type == FactType::money && key != fact.id;
  switch (value.kind()) {
    case JsonKind::boolean:
      if (fact.type != FactType::boolean) break;
      return put(slot, key, value.boolean(), value.boolean(), value.boolean(), origin, value.locate(),
                 value.as_written(), scenario);
    case JsonKind::string:
      return read_text(slot, key, value.string(), locate, origin, scenario);
    case JsonKind::number:
      if (words || fact.type == FactType::boolean) break;
      if (fact.type == FactType::money && currency_ != "USD" && !legacy_dollars && origin != Origin::preset) {
        findings_.add("currency-ambiguous", value.locate(),
                      {{"key", key}, {"found", value.as_written()}, {"currency", currency_}});
        return;
      }
      return put(slot, key, value.number(), value.number(), value.number(), origin, value.locate(), value.as_written(),
                 scenario);
    case JsonKind::object: {
      if (words || fact.type == FactType::boolean) break;
      double low = std::nan("");
      double high = std::nan("");
      double central = std::nan("");
      ObjectReader reader(value, findings_);
      const std::size_t before = findings_.all().size();
      reader.number("low", low, {-1e300, 1e300, false, Need::required});
      reader.number("value", central, {-1e300, 1e300, false, Need::optional});
      reader.number("high", high, {-1e300, 1e300, false, Need::required});
      reader.refuse_unknown_keys();
      if (findings_.all().size() != before) return;
      if (std::isnan(central)) central = low == high ? low : middle_value(fact, low, high);
      if (low > high || central < low || central > high) {
        findings_.add(low > high ? "interval-reversed" : "interval-value-outside", value.locate(),
                      {{"key", key}, {"found", value.as_written()}});
        return;
      }
      return put(slot, key, low, central, high, origin, value.locate(), value.as_written(), scenario);
    }
    default:
      break;
  }
  findings_.add("not-a-value", value.locate(),
                {{"key", key}, {"expected", expected(fact)}, {"found", found_text(value)}, {"example", fact.example}});
}

void FactReader::read_facts(JsonValue facts, Origin origin, Scenario& scenario, std::string_view why) {
  if (facts.kind() != JsonKind::object) return report_wrong_type(facts, "facts", "@expected.object", findings_);
  const Vocabulary& vocabulary = catalogue_.vocabulary;
  // The currency first: it decides whether a bare amount of money has two readings.
  if (const std::uint32_t at = facts.find("currency"); at != 0 && facts.at(at).kind() == JsonKind::string) {
    set_currency(facts.at(at).string());
  }
  facts.for_each([&](JsonValue member) {
    if (findings_.full()) return;
    const std::size_t slot = vocabulary.find_key(member.key());
    if (slot == Vocabulary::none || vocabulary.slots[slot].kind != FactSpec::Kind::given) {
      std::vector<std::string_view> ids;
      for (const FactSpec& fact : vocabulary.slots) {
        if (fact.kind == FactSpec::Kind::given) ids.push_back(fact.id);
      }
      findings_.add("unknown-fact", member.locate(true),
                    {{"fact", std::string(member.key())}, {"near", std::string(near_miss(member.key(), ids))}});
      return;
    }
    const std::size_t before = scenario.given.size();
    read_json(slot, member, origin, scenario);
    for (std::size_t i = before; i < scenario.given.size(); ++i) scenario.given[i].why = why;
  });
}

namespace {

constexpr std::string_view notes_schema = R"({"type":["string","array"],"items":{"type":"string"}})";

}  // namespace

Scenario FactReader::read_scenario(const JsonDocument& document) {
  Scenario scenario;
  std::uint32_t facts = 0;
  std::uint32_t preset = 0;
  read_object(document, findings_, [&](Fields& fields) {
    fields.note_choice("schema", {"pathfinder/scenario/1"});
    fields.text("id", scenario.id);
    fields.text("title", scenario.title);
    // One line or several: a starter scenario has a question on each.
    fields.custom("notes", notes_schema, [&](JsonValue value) {
      if (value.kind() != JsonKind::array) return fields.text("notes", scenario.notes);
      std::vector<std::string> lines;
      fields.texts("notes", lines);
      scenario.notes = join(lines, "\n");
    });
    fields.text("preset", scenario.preset);
    fields.custom(
        "facts", "{}", [&](JsonValue value) { facts = value.index(); }, Need::required);
  });
  if (document.tree.nodes.empty()) return scenario;
  const JsonValue root(document, 0);
  if (facts != 0) read_facts(root.at(facts), Origin::given, scenario);
  preset = root.find("preset");
  if (!scenario.preset.empty()) {
    add_preset(
        scenario.preset, [&](int offset, int width) { return root.at(preset).locate(false, offset, width); }, scenario);
  }
  settle_currency(scenario);
  return scenario;
}

void FactReader::add_preset(std::string_view id, const Locate& locate, Scenario& scenario) {
  std::vector<std::string_view> ids;
  for (const Preset& preset : catalogue_.presets) {
    ids.push_back(preset.id);
    if (!names_preset(preset, id)) continue;
    scenario.preset = preset.id;
    const std::string kept = currency_;
    read_facts(JsonValue(preset.document, preset.facts_node), Origin::preset, scenario, preset.id);
    currency_ = kept;
    return;
  }
  findings_.add("unknown-preset", locate(0, 0),
                {{"found", std::string(id)}, {"near", std::string(near_miss(id, ids))}, {"allowed", join(ids)}});
}

namespace {

/// The schema of one fact's value, with its name in English and the words it may be: what an editor shows.
std::string fact_schema(const FactSpec& fact) {
  std::string schema = "{\"title\":" + json_string(fact.name.en);
  if (!fact.question.en.empty()) schema += ",\"description\":" + json_string(fact.question.en);
  if (fact.type == FactType::boolean) return schema + R"(,"type":["boolean","string"]})";
  if (fact.type == FactType::category) {
    schema += ",\"anyOf\":[{\"enum\":[";
    for (std::size_t i = 0; i < fact.levels.size(); ++i) schema += (i == 0 ? "" : ",") + json_string(fact.levels[i].id);
    return schema + R"(]},{"type":"string"}]})";
  }
  if (fact.type == FactType::catalogue) return schema + R"(,"type":"string"})";
  const std::string number =
      "{\"type\":\"number\",\"minimum\":" + json_number(fact.low) + ",\"maximum\":" + json_number(fact.high) + "}";
  return schema + ",\"anyOf\":[" + number + R"(,{"type":"string"},{"type":"object","properties":{"low":)" + number +
         ",\"value\":" + number + ",\"high\":" + number +
         R"(},"required":["low","high"],"additionalProperties":false}]})";
}

}  // namespace

void describe_scenario(Fields& fields, const Catalogue& catalogue) {
  fields.note_choice("schema", {"pathfinder/scenario/1"});
  fields.note("id");
  fields.note("title");
  fields.note("notes", notes_schema);
  fields.note("preset");
  std::string facts = R"({"type":"object","additionalProperties":false,"properties":{)";
  bool first = true;
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.kind != FactSpec::Kind::given) continue;
    std::vector<std::string> keys = {fact.id};
    keys.insert(keys.end(), fact.json_aliases.begin(), fact.json_aliases.end());
    for (const std::string& key : keys) {
      facts += (first ? "" : ",") + json_string(key) + ":" + fact_schema(fact);
      first = false;
    }
  }
  fields.note("facts", facts + "}}", Need::required);
}

}  // namespace pathfinder
