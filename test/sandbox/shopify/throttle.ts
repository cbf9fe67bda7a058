import type { Clock } from '../clock';

/** The budget of an app, as in `extensions.cost`. */
export interface Cost {
	requestedQueryCost: number;
	actualQueryCost: number | null;
	throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

/** A bucket of points that fills again by the second (https://shopify.dev/docs/api/usage/limits). */
export class Throttle {
	private available: number;
	private countedAt: number;

	constructor(
		private readonly clock: Clock,
		private readonly restoreRate = 100,
		private readonly maximum = 2000,
	) {
		this.available = maximum;
		this.countedAt = clock.now();
	}

	/** Takes points where there are enough; says how it stands in any case. */
	take(points: number): { isEnough: boolean; cost: Cost } {
		const now = this.clock.now();
		const restored = ((now - this.countedAt) / 1000) * this.restoreRate;
		this.available = Math.min(this.maximum, this.available + restored);
		this.countedAt = now;
		const isEnough = this.available >= points;
		if (isEnough) this.available -= points;
		return {
			isEnough,
			cost: {
				requestedQueryCost: points,
				actualQueryCost: isEnough ? points : null,
				throttleStatus: {
					maximumAvailable: this.maximum,
					currentlyAvailable: Math.floor(this.available),
					restoreRate: this.restoreRate,
				},
			},
		};
	}

	/** Gives points back that a request did not need. */
	giveBack(points: number): void {
		this.available = Math.min(this.maximum, this.available + points);
	}

	/** Leaves so many points, as other callers of the same app would. */
	leave(points: number): void {
		this.available = points;
		this.countedAt = this.clock.now();
	}
}
