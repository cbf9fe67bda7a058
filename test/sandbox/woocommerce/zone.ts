import { FixedOffsetZone, IANAZone, type Zone } from 'luxon';

const DAY = 86_400;
const FIRST_SECOND = Date.UTC(1971, 0, 1) / 1000;
const LAST_SECOND = Date.UTC(2100, 0, 1) / 1000;

/**
 * The site's time zone, in whole seconds. A `wall` is a local wall clock written as if it were UTC,
 * so that two walls compare as WordPress compares its local date columns.
 */
export class SiteZone {
	readonly luxonZone: Zone;
	/** Seconds from which a new offset holds, and that offset; the first holds since ever. */
	private readonly since: number[] = [-Infinity];
	private readonly offsets: number[];

	private static readonly known = new Map<string, SiteZone>();

	/** @param name an IANA zone, or a manual offset as WordPress allows it, such as `+05:30`. */
	static of(name: string): SiteZone {
		const known = SiteZone.known.get(name);
		if (known) return known;
		const zone = new SiteZone(name);
		SiteZone.known.set(name, zone);
		return zone;
	}

	private constructor(private readonly name: string) {
		const manual = /^[+-]\d\d:\d\d$/.test(name);
		this.luxonZone = manual
			? (FixedOffsetZone.parseSpecifier(`UTC${name}`) as Zone)
			: IANAZone.create(name);
		if (!this.luxonZone.isValid) throw new Error(`Not a time zone: ${name}`);
		this.offsets = [this.askZone(FIRST_SECOND)];
		this.findChanges();
	}

	/** Seconds that the site's wall clock is ahead of UTC at a moment. */
	offsetAt(utc: number): number {
		let low = 0;
		let high = this.since.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.since[middle] <= utc) low = middle;
			else high = middle - 1;
		}
		return this.offsets[low];
	}

	/** The wall clock of a moment. */
	toWall(utc: number): number {
		return utc + this.offsetAt(utc);
	}

	/**
	 * The moment of a wall clock, as PHP reads it: a wall clock that the spring change skips is moved
	 * an hour on, one that the autumn change repeats means the first time.
	 */
	toMoment(wall: number): number {
		const before = wall - this.offsetAt(wall - DAY);
		if (this.toWall(before) === wall) return before;
		const after = wall - this.offsetAt(wall + DAY);
		return this.toWall(after) === wall ? after : before;
	}

	/** `timezone_string` and `gmt_offset` of the REST index; only one of the two is ever set. */
	settings(utc: number): { timezone_string: string; gmt_offset: number | string } {
		const hours = this.offsetAt(utc) / 3600;
		return this.luxonZone instanceof IANAZone
			? { timezone_string: this.name, gmt_offset: hours }
			: { timezone_string: '', gmt_offset: String(hours) };
	}

	private askZone(utc: number): number {
		return this.luxonZone.offset(utc * 1000) * 60;
	}

	private findChanges(): void {
		const step = 28 * DAY;
		for (let from = FIRST_SECOND; from < LAST_SECOND; from += step) {
			const offset = this.askZone(from + step);
			if (offset === this.offsets[this.offsets.length - 1]) continue;
			let low = from;
			let high = from + step;
			while (high - low > 1) {
				const middle = Math.floor((low + high) / 2);
				if (this.askZone(middle) === offset) high = middle;
				else low = middle;
			}
			this.since.push(high);
			this.offsets.push(offset);
		}
	}
}
