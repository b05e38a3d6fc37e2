// Accelerators, what an hour of one costs, and where the power comes from.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/base/quantity.hpp"

namespace pathfinder {

/// One accelerator of the catalogue, or one described ad hoc on the command line. 0: not known.
struct Gpu {
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
  double interconnect_gb_per_s = 0;  ///< per device, both directions added
  double launch_year = 0;
  std::vector<std::string> sources;

  /// The 16-bit rate a training run uses: bf16 where the device has it, else fp16.
  double dense_16bit_tflop_per_s() const {
    return dense_bf16_tflop_per_s > 0 ? dense_bf16_tflop_per_s : dense_fp16_tflop_per_s;
  }
  Bytes usable_memory() const { return gibibytes(memory_usable_gib > 0 ? memory_usable_gib : memory_gib); }
};

/// One price of one accelerator hour, as a seller published it.
struct GpuPrice {
  std::string provider;
  std::string gpu;   ///< catalogue id
  std::string kind;  ///< "on-demand", "spot", "reserved-1y", …
  DollarsPerGpuHour price;
  std::string region;
  std::string as_of;
  std::string source;
  bool read = false;  ///< read in the source; false: recalled
};

/// One price of a model behind an API, per million tokens.
struct ApiPrice {
  std::string provider;
  std::string model;
  double usd_per_mtok_in = 0;
  double usd_per_mtok_out = 0;
  double usd_per_mtok_cached_in = 0;  ///< 0: no cached rate known
  std::string as_of;
  std::string source;
  bool read = false;
};

/// A place to run: power price and carbon of its grid.
struct Region {
  std::string id;
  std::string country;
  double carbon_kg_per_kwh = 0;
  std::string carbon_method;  ///< regions are ranked within one accounting method only
  double power_price_usd_per_kwh = 0;  ///< 0: not found
  std::vector<std::string> sources;
};

}  // namespace pathfinder
