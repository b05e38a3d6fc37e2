// Accelerators, what an hour of one costs, and where the power comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// A figure on which sources differ: the least and the most of what they say.
struct DisputedFigure {
  std::string key;  ///< as in data/gpus/, "memory_bandwidth_gb_per_s"
  double low = 0;
  double high = 0;
};

/// One accelerator of the catalogue, or one described ad hoc on the command line. 0: not known.
struct Gpu {
  Gpu();
  Gpu(const Gpu&);
  Gpu(Gpu&&) noexcept;
  Gpu& operator=(const Gpu&);
  Gpu& operator=(Gpu&&) noexcept;
  ~Gpu();

  std::string id;
  std::string name;
  std::string vendor;
  std::string generation;  ///< "ampere", "hopper", "ascend", …
  std::string class_of;    ///< "datacenter", "workstation", "consumer"
  bool domestic = false;   ///< made by a Chinese vendor: counts where domestic hardware is required
  double memory_gib = 0;
  double memory_usable_gib = 0;
  double memory_bandwidth_gb_per_s = 0;  ///< 1e9 bytes a second
  double dense_bf16_tflop_per_s = 0;     ///< never the 2:1 sparsity figure
  double dense_fp16_tflop_per_s = 0;
  double dense_fp8_tflop_per_s = 0;
  double dense_int8_top_per_s = 0;
  double dense_fp4_tflop_per_s = 0;
  double tdp_w = 0;
  double interconnect_gb_per_s = 0;       ///< per device, both directions added
  double nvlink_domain_accelerators = 0;  ///< that reach each other at that rate, in one server or rack; 1: none
  double node_link_gb_per_s = 0;          ///< network between servers, per device, one way
  double chips_per_board = 0;             ///< where the vendor sells boards of several
  double dies_per_card = 0;               ///< where software sees the dies of one card as devices
  Translated vendor_unit;                 ///< what the vendor counts: "module; HGX board of 8"
  std::vector<DisputedFigure> disputed;
  std::vector<std::string> sources;

  /// The 16-bit rate a training run uses: bf16 where the device has it, else fp16.
  double dense_16bit_tflop_per_s() const {
    return dense_bf16_tflop_per_s > 0 ? dense_bf16_tflop_per_s : dense_fp16_tflop_per_s;
  }
  /// The range of a figure on which sources differ; nullptr where they do not.
  const DisputedFigure* range_of(std::string_view key) const {
    for (const DisputedFigure& one : disputed) {
      if (one.key == key) return &one;
    }
    return nullptr;
  }
  Bytes usable_memory() const { return gibibytes(memory_usable_gib > 0 ? memory_usable_gib : memory_gib); }
};

/// Where a price comes from.
struct PriceSource {
  std::string provider;
  std::string region;
  std::string as_of;
  std::string source;
  bool read = false;   ///< read in the source; false: recalled
  bool quote = false;  ///< the user's own quote: exact, and no other seller counts beside it
};

/// One price of one accelerator hour, as a seller published it.
struct GpuPrice {
  std::string gpu;   ///< catalogue id
  std::string kind;  ///< "on-demand", "spot", "reserved-1y", …
  DollarsPerGpuHour price, low, high;
  PriceSource source;
};

/// One price of a model behind an API, per million tokens; 0: no such rate known. Embedding models have only `in`.
struct ApiPrice {
  std::string model;
  std::string catalogue_model;
  Dollars per_mtok_in, per_mtok_out, per_mtok_cached_in;
  PriceSource source;
};

/// One price of fine-tuning behind an API, per million trained tokens.
struct TuningPrice {
  std::string model;
  std::string catalogue_model;
  std::vector<std::string> methods;
  double model_size_b_low = 0;
  double model_size_b_high = 0;
  Dollars per_mtok_train, per_job;
  PriceSource source;
};

/// One price of a hosted vector store: by month for a stated size, by stored gigabyte, or by million operations.
struct StorePrice {
  std::string item;
  std::string plan;
  Dollars per_month, per_gb_month, per_million;
  double vectors = 0;
  double dimensions = 0;
  PriceSource source;
};

/// What a label costs, per `unit` ("example", "1000_characters", "image", "minute").
struct LabellingPrice {
  std::string id;
  Translated name;
  std::string unit;
  Dollars low, high;
  PriceSource source;
};

/// A place to run: power price and carbon of its grid. A price of 0 was not found.
struct Region {
  std::string id;
  Translated name;
  std::vector<std::string> aliases;
  std::string country;
  bool east_west_hub = false;  ///< hub of 东数西算
  std::string east_west_side;
  KilogramsPerKilowattHour carbon;
  std::string carbon_method;  ///< regions are ranked within one accounting method only
  std::string carbon_source;
  DollarsPerKilowattHour power_price;
  std::string power_price_as_of;
  std::string power_price_source;
  bool power_price_read = false;
  bool national_tariff = false;  ///< the price is the country's: the region has none of its own
};

/// Power usage effectiveness of a kind of site: facility power over IT power.
struct PueRow {
  std::string id;
  Translated name;
  double ratio = 1;
  std::string as_of;
  std::string source;
  bool read = false;
};

}  // namespace pathfinder
