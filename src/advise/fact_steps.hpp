// How a fact may be moved: whole numbers or not, in an order or not, how far a move is, and which values are worth
// trying.
#pragma once

#include <cstddef>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

bool is_whole(const FactSpec& spec);
bool has_order(const FactSpec& spec);

/// Equal, or both missing.
bool same(double a, double b);

/// How far a change is, 0…1 of what the fact may be; of logarithms where that spans more than a hundredfold. Half where
/// the levels have no order or nothing is known now.
double distance(const FactSpec& spec, double from, double to);

/// The value at this distance from where the fact stands, within what it may be; of whole numbers the last that is not
/// farther. \pre has_order(spec), and `from` is a number
double value_at(const FactSpec& spec, double from, double distance, bool upwards);

/// Values worth trying of a fact, rising: levels, or thresholds of rules with their neighbours and steps over the
/// plausible range.
std::vector<double> candidates(std::size_t slot, const Catalogue& catalogue);

/// A value between two, halfway or at the same ratio to both; equal to one of them when they are neighbours.
double middle(double a, double b, bool whole);

/// Whether nothing worth telling apart lies between: the next whole number, or less than a millionth.
bool neighbours(double a, double b, bool whole);

}  // namespace pathfinder
