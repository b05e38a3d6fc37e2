// How people write currencies: read from what is typed, printed beside amounts. Rates and full names are data
// (data/currencies.json); a currency that stands here only in its code is read and printed as that code.
#pragma once

#include <array>
#include <string_view>

namespace pathfinder {

struct CurrencyWords {
  std::string_view code;                           ///< ISO 4217
  std::string_view before;                         ///< "$" in "$5k"
  std::string_view behind;                         ///< "美元" in "5万美元"
  std::array<std::u32string_view, 7> spellings{};  ///< as typed, in lower case; the rest is empty
};

inline constexpr std::array<CurrencyWords, 7> currency_words = {
    {{"USD", "$", "美元", {U"us$", U"$", U"usd", U"dollars", U"dollar", U"美元", U"美金"}},
     {"CNY", "¥", "元", {U"cn¥", U"¥", U"cny", U"rmb", U"yuan", U"人民币", U"元"}},
     {"EUR", "€", "欧元", {U"欧元", U"€", U"eur", U"euros", U"euro"}},
     {"GBP", "£", "英镑", {U"英镑", U"£", U"gbp", U"pounds", U"pound"}},
     {"JPY", "JP¥", "日元", {U"jp¥", U"日元", U"日圆", U"jpy", U"yen"}},
     {"KRW", "₩", "韩元", {U"韩元", U"₩", U"krw", U"won"}},
     {"INR", "₹", "卢比", {U"卢比", U"₹", U"inr", U"rupees", U"rupee"}}}};

}  // namespace pathfinder
