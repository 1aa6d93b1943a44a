/** Names and values that tell the samples of one metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** A number with its labels, as a gauge reads it. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** One metric in the text form that Prometheus reads (exposition format 0.0.4). */
interface Metric {
  readonly name: string;
  text(): string;
}

/** A number that only grows. */
export class Counter implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.name = name;
    this.#help = help;
  }

  add(labels: Labels = {}, amount = 1): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  text(): string {
    const lines = [...this.#values].map(([labels, value]) => `${this.name}${labels} ${value}`);
    return [...header(this.name, this.#help, "counter"), ...lines].join("\n");
  }
}

/** How often a measured value lay below each of some bounds. */
export class Histogram implements Metric {
  readonly name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<
    string,
    { readonly labels: Labels; readonly counts: number[]; sum: number; count: number }
  >();

  /** `bounds` ascend; the bound for everything is added. */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.#help = help;
    this.#bounds = bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = labelText(labels);
    const series = this.#series.get(key) ?? { labels, counts: this.#bounds.map(() => 0), sum: 0, count: 0 };
    this.#series.set(key, series);
    series.sum += value;
    series.count += 1;
    for (const [index, bound] of this.#bounds.entries())
      if (value <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1;
  }

  text(): string {
    const lines = header(this.name, this.#help, "histogram");
    for (const [key, { labels, counts, sum, count }] of this.#series) {
      for (const [index, bound] of this.#bounds.entries()) {
        lines.push(`${this.name}_bucket${labelText({ ...labels, le: String(bound) })} ${counts[index] ?? 0}`);
      }
      lines.push(`${this.name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`);
      lines.push(`${this.name}_sum${key} ${sum}`, `${this.name}_count${key} ${count}`);
    }
    return lines.join("\n");
  }
}

/** All metrics of a process, as one page of text. */
export class Metrics {
  readonly #metrics: Metric[] = [];

  counter(name: string, help: string): Counter {
    return this.#add(new Counter(name, help));
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    return this.#add(new Histogram(name, help, bounds));
  }

  /** A value that is read whenever the page is; `type` is `counter` where it only grows. */
  read(name: string, help: string, type: "gauge" | "counter", samples: () => readonly Sample[]): void {
    const line = ({ labels = {}, value }: Sample) => `${name}${labelText(labels)} ${value}`;
    this.#add({ name, text: () => [...header(name, help, type), ...samples().map(line)].join("\n") });
  }

  text(): string {
    return `${this.#metrics.map((metric) => metric.text()).join("\n")}\n`;
  }

  #add<M extends Metric>(metric: M): M {
    if (this.#metrics.some(({ name }) => name === metric.name)) throw new Error(`metric ${metric.name} exists already`);
    this.#metrics.push(metric);
    return metric;
  }
}

function header(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`, `# TYPE ${name} ${type}`];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
