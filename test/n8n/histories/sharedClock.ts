import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '../../sandbox/clock';
import type { N8n } from '../support/n8n';
import { waitFor } from '../support/waitFor';

const SOON_MS = 20_000;

/** The clock of the vendors and of n8n, which is ahead of the machine's own. */
export class SharedClock implements Clock {
	private skew = 0;
	private readonly directory = mkdtempSync(join(tmpdir(), 'n8n-clock-'));
	private readonly file = join(this.directory, 'shift');

	constructor() {
		this.write(0);
	}

	/** What n8n has to be started with. */
	get environment(): Record<string, string> {
		return {
			NODE_OPTIONS: `--require ${join(__dirname, 'shiftedClock.cjs')}`,
			SIGNED_EVENTS_CLOCK: this.file,
		};
	}

	now(): number {
		return Date.now() + this.skew;
	}

	/** Lets time pass while n8n is off. */
	pass(milliseconds: number): void {
		this.write(this.skew + milliseconds);
		this.skew += milliseconds;
	}

	/** Lets time pass while n8n runs, first for n8n: the vendors' clocks are never ahead of it. */
	async passFor(n8n: N8n, milliseconds: number): Promise<void> {
		const next = this.skew + milliseconds;
		this.write(next);
		await n8n.kill('SIGUSR2');
		const isSeen = () => Number(readFileSync(`${this.file}.seen`, 'utf8')) === next;
		await waitFor(isSeen, SOON_MS, "n8n to read its clock's shift");
		this.skew = next;
	}

	close(): void {
		rmSync(this.directory, { recursive: true, force: true });
	}

	private write(skew: number): void {
		writeFileSync(this.file, String(skew));
	}
}
