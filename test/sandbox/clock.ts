/** Where a simulator reads the time; milliseconds since 1970, as `Date.now()`. */
export interface Clock {
	now(): number;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
	private milliseconds: number;

	constructor(start: number | string = '2026-03-01T12:00:00Z') {
		this.milliseconds = readMoment(start);
	}

	now(): number {
		return this.milliseconds;
	}

	/** Jumps to a moment, forward or back: milliseconds, or an ISO date with its zone. */
	set(moment: number | string): void {
		this.milliseconds = readMoment(moment);
	}

	/** Moves on by so many milliseconds. */
	advance(milliseconds: number): void {
		this.milliseconds += milliseconds;
	}
}

/** Another machine's clock: the same time, wrong by `skew` milliseconds. */
export class SkewedClock implements Clock {
	constructor(
		private readonly right: Clock,
		public skew: number,
	) {}

	now(): number {
		return this.right.now() + this.skew;
	}
}

function readMoment(moment: number | string): number {
	const milliseconds = typeof moment === 'number' ? moment : Date.parse(moment);
	if (!Number.isFinite(milliseconds)) throw new Error(`Not a moment in time: ${moment}`);
	return milliseconds;
}
