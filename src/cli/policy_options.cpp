#include "cli/policy_options.hpp"

#include <algorithm>

#include "pathfinder/base/number_text.hpp"

#include "cli/output_options.hpp"

namespace pathfinder::cli {

PolicyOptions::PolicyOptions(Session& session, Arguments& arguments) : session_(session) {
  const Texts& texts = session.texts();
  arguments.option("--policy", files_, "FILE", texts("option.policy"), "group.policies");
  arguments.option("--max-total", max_total_, "MONEY", texts("option.max_total"), "group.policies");
  arguments.option("--max-cash", max_cash_, "MONEY", texts("option.max_cash"), "group.policies");
  arguments.option("--min-confidence", min_confidence_, "SHARE", texts("option.min_confidence"), "group.policies");
  arguments.option("--forbid", forbid_, "OPTION", texts("option.forbid"), "group.policies");
  arguments.takes([this] { return ids_of(session_.catalogue().strategies); });
}

Policy PolicyOptions::flag(std::string_view option, std::string_view limit) const {
  const std::string text = "policy.flag." + std::string(limit);
  Policy policy;
  policy.id = option;
  for (const Language& one : languages)
    policy.message.*one.member = session_.catalogue().texts.at(std::string(one.code))(text);
  policy.deny = true;
  policy.limit = limit;
  return policy;
}

Policy PolicyOptions::money(const Argument& asked, std::string_view option, std::string_view limit,
                            std::string_view currency, Findings& findings) const {
  Policy policy = flag(option, limit);
  const TypedNumber amount = read_money(asked.text);
  std::string codes;
  double rate = 0;
  const std::string code = amount.currency.empty() ? "USD" : amount.currency;
  for (const Currency& one : session_.catalogue().currencies) {
    codes += (codes.empty() ? "" : ", ") + one.code;
    if (one.code == code) rate = one.usd_rate;
  }
  const std::string key(option);
  if (!amount.ok() || amount.low != amount.high || amount.value < 0) {
    findings.add("not-a-value", locate(asked),
                 {{"key", key},
                  {"expected", "@expected.money-at-least-0"},
                  {"found", "@found.typed\t" + asked.text},
                  {"example", "$420k, 300万元"}});
  } else if (amount.currency.empty() && currency != "USD") {
    findings.add("currency-ambiguous", locate(asked),
                 {{"key", key}, {"found", asked.text}, {"currency", std::string(currency)}});
  } else if (rate <= 0) {
    findings.add("unknown-currency", locate(asked), {{"found", code}, {"allowed", codes}});
  } else {
    policy.allowed = amount.value / rate;
  }
  return policy;
}

std::vector<Policy> PolicyOptions::read(std::string_view currency, Findings& findings) const {
  const Catalogue& catalogue = session_.catalogue();
  std::vector<Policy> policies;
  for (const Argument& file : files_) {
    const std::optional<std::string> text = session_.read_file(file, findings);
    if (!text) continue;
    for (Policy& policy : read_policies(parse_json(file.text, *text, findings), catalogue, findings))
      policies.push_back(std::move(policy));
  }
  if (!max_total_.empty())
    policies.push_back(money(max_total_.front(), "--max-total", "max_total", currency, findings));
  if (!max_cash_.empty()) policies.push_back(money(max_cash_.front(), "--max-cash", "max_cash", currency, findings));
  if (!min_confidence_.empty()) {
    const Argument& asked = min_confidence_.front();
    Policy policy = flag("--min-confidence", "min_confidence");
    policy.allowed = parse_number(asked.text, Percent::accepted).value_or(-1);
    if (!(policy.allowed >= 0 && policy.allowed <= 1)) {
      findings.add("out-of-range", locate(asked),
                   {{"key", "--min-confidence"}, {"expected", "@expected.between\t0\t1"}, {"found", asked.text}});
    }
    policies.push_back(std::move(policy));
  }
  if (!forbid_.empty()) {
    Policy policy = flag("--forbid", "forbidden_options");
    const std::vector<std::string> options = words_of_limit(policy.limit, catalogue);
    const std::vector<std::string_view> allowed(options.begin(), options.end());
    for (const Argument& one : forbid_) {
      if (std::find(allowed.begin(), allowed.end(), one.text) == allowed.end())
        refuse_word("--forbid", one, allowed, findings);
      policy.words.push_back(one.text);
    }
    policies.push_back(std::move(policy));
  }
  return policies;
}

std::string today(Session& session) {
  return session.environment.source_date.empty() ? session.catalogue().data_date : session.environment.source_date;
}

}  // namespace pathfinder::cli
