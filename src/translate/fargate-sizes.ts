/** A CPU size of Fargate and the memory sizes that go with it. */
export interface FargateSize {
  /** CPU units. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: readonly number[];
  /** Whether Windows tasks can have it. */
  readonly windows: boolean;
}

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

/** The sizes of a Fargate task (ECS API reference, RegisterTaskDefinition `cpu`). */
export const fargateSizes: readonly FargateSize[] = [
  { cpu: 256, memory: [512, 1024, 2048], windows: false },
  { cpu: 512, memory: steps(1024, 4096, 1024), windows: false },
  { cpu: 1024, memory: steps(2048, 8192, 1024), windows: true },
  { cpu: 2048, memory: steps(4096, 16_384, 1024), windows: true },
  { cpu: 4096, memory: steps(8192, 30_720, 1024), windows: true },
  { cpu: 8192, memory: steps(16_384, 61_440, 4096), windows: false },
  { cpu: 16_384, memory: steps(32_768, 122_880, 8192), windows: false },
];
