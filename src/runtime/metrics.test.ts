import { expect, test } from "vitest";
import { Metrics } from "./metrics.ts";

test("a counter has one line for each set of labels", () => {
  const metrics = new Metrics();
  const counter = metrics.counter("runs_total", "Runs by outcome.");
  counter.add({ outcome: "ok" });
  counter.add({ outcome: "ok" });
  counter.add({ outcome: "bug" });
  expect(metrics.text()).toBe(
    '# HELP runs_total Runs by outcome.\n# TYPE runs_total counter\nruns_total{outcome="ok"} 2\nruns_total{outcome="bug"} 1\n',
  );
});

test("a histogram counts each value in all bounds above it", () => {
  const metrics = new Metrics();
  const histogram = metrics.histogram("duration_seconds", "Duration.", [0.1, 1]);
  for (const value of [0.05, 0.5, 5]) histogram.observe(value, { loop: "a" });
  expect(metrics.text().split("\n").slice(2, -1)).toEqual([
    'duration_seconds_bucket{loop="a",le="0.1"} 1',
    'duration_seconds_bucket{loop="a",le="1"} 2',
    'duration_seconds_bucket{loop="a",le="+Inf"} 3',
    'duration_seconds_sum{loop="a"} 5.55',
    'duration_seconds_count{loop="a"} 3',
  ]);
});

test("a read value is as new as the page", () => {
  const metrics = new Metrics();
  let depth = 1;
  metrics.read("depth", "Depth.", "gauge", () => [{ value: depth }]);
  expect(metrics.text()).toContain("\ndepth 1\n");
  depth = 2;
  expect(metrics.text()).toContain("\ndepth 2\n");
});

test("values of labels cannot break out of their line", () => {
  const metrics = new Metrics();
  metrics.counter("c", "C.").add({ error: 'a"b\\c\nd 1' });
  expect(metrics.text()).toContain('c{error="a\\"b\\\\c\\nd 1"} 1');
});

test("two metrics of one name are a mistake", () => {
  const metrics = new Metrics();
  metrics.counter("c", "C.");
  expect(() => metrics.counter("c", "C.")).toThrow("exists already");
});
