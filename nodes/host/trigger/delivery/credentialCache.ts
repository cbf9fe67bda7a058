import { sleep } from 'n8n-workflow';

import type { Result } from '../../../core/result';
import type { TriggerFunctions } from '../credential';
import { beforeAbort } from '../../deadline';
import { steadyClock, type Clock } from '../../clock';
import { readCredential, type Credential } from '../credential';

/**
 * How long a secret that was replaced is still believed. In a burst it makes one reading of hundreds,
 * and a person who replaces a secret has not closed the window by then.
 */
export const HELD_FOR_MS = 5_000;

/** Forged requests make n8n read a node's credential no more often than this. */
export const READ_AGAIN_AFTER_MS = 1_000;

/**
 * How many deliveries of one node may wait for a reading at a time. Each holds its body; the others get a 503.
 *
 * - `first`: no credential is cached. n8n may fetch a token while it reads, so a flood can arrive meanwhile.
 * - `rejected`: the cached credential rejects them. With n8n's default settings each also holds an isolate.
 */
export const MOST_WAITING = {
	first: { deliveries: 300, bytes: 64 * 1024 * 1024 },
	rejected: { deliveries: 20, bytes: 16 * 1024 * 1024 },
};

/** A reading that takes longer counts as failed: n8n sets no deadline for the token that it may fetch. */
const READ_WITHIN_MS = 30_000;

/** Counts the deliveries that wait, and their bytes. */
class Queue {
	private deliveries = 0;
	private bytes = 0;

	constructor(private readonly most: { deliveries: number; bytes: number }) {}

	/**
	 * Waits for an action while there is room. One delivery of any size may always wait.
	 *
	 * @returns undefined if the queue is full
	 */
	async wait<Value>(bytes: number, action: () => Promise<Value>): Promise<Value | undefined> {
		const isFull = this.deliveries >= this.most.deliveries || this.bytes + bytes > this.most.bytes;
		if (isFull && this.deliveries > 0) return undefined;
		this.deliveries++;
		this.bytes += bytes;
		try {
			return await action();
		} finally {
			this.deliveries--;
			this.bytes -= bytes;
		}
	}
}

/** What is known of one node's credential. */
interface Entry {
	credentialId: string;
	/** The last reading that succeeded, and when it began. */
	held?: { since: number; credential: Result<Credential> };
	/** When the last reading began. */
	begunAt?: number;
	/** The reading that n8n is at. */
	reading?: Promise<Result<Credential>>;
	/** The reading that begins as soon as it may, shared by all that wait for it. */
	next?: Promise<Result<Credential>>;
	first: Queue;
	rejected: Queue;
}

/**
 * The credentials that deliveries are verified with. For each reading n8n asks its database, decrypts, and
 * evaluates the expressions of the credential, in an isolate: a few forged requests a second stalled
 * Shopify's OAuth2 for seconds (bench/README.md). So genuine deliveries are judged by the credential
 * of the last seconds, whatever is being read, and what that one refuses waits for a reading that
 * all such deliveries share, once a second.
 */
export class CredentialCache {
	/** By place. */
	private readonly entries = new Map<string, Entry>();

	constructor(
		private readonly clock: Clock = steadyClock,
		private readonly pause: (ms: number) => Promise<void> = sleep,
	) {}

	/**
	 * The credentials to judge a delivery by, one after another until one accepts it: the held one at once;
	 * then one whose reading began after the delivery came, so that a secret that was new by then counts.
	 * Ends with undefined where too many wait for that.
	 *
	 * @param bytes size of the delivery, which is held while it waits
	 * @throws where n8n failed twice to read the credential
	 */
	async *readings(
		functions: TriggerFunctions,
		place: string,
		type: string,
		bytes: number,
	): AsyncGenerator<Result<Credential> | undefined> {
		const entry = this.entryOf(place, idOf(functions, type));
		// A second attempt, because all that wait share a failure, and some vendors never send again.
		const read = async () => await this.readNext(entry, functions, type);
		const readTwice = async () => await read().catch(read);
		const { reading } = entry;
		const held = this.heldBy(entry);
		const first =
			held ??
			(await entry.first.wait(
				bytes,
				async () => (await reading?.catch(() => undefined)) ?? (await readTwice()),
			));
		yield first;
		const beganAfter = held === undefined && reading === undefined;
		// Another reading would not choose a credential where the node names none.
		if (beganAfter || !first?.ok) return;
		yield await entry.rejected.wait(bytes, readTwice);
	}

	/** Nothing comes in there any more: its secrets need not stay in memory. */
	forget(place: string): void {
		this.entries.delete(place);
	}

	private entryOf(place: string, credentialId: string): Entry {
		const known = this.entries.get(place);
		if (known?.credentialId === credentialId) return known;
		const entry = {
			credentialId,
			first: new Queue(MOST_WAITING.first),
			rejected: new Queue(MOST_WAITING.rejected),
		};
		this.entries.set(place, entry);
		return entry;
	}

	private heldBy({ held }: Entry): Result<Credential> | undefined {
		const isFresh = held !== undefined && this.clock() - held.since < HELD_FOR_MS;
		return isFresh ? held.credential : undefined;
	}

	private async readNext(
		entry: Entry,
		functions: TriggerFunctions,
		type: string,
	): Promise<Result<Credential>> {
		entry.next ??= this.readWhenAllowed(entry, functions, type);
		return await entry.next;
	}

	private async readWhenAllowed(
		entry: Entry,
		functions: TriggerFunctions,
		type: string,
	): Promise<Result<Credential>> {
		await entry.reading?.catch(() => undefined);
		const wait = (entry.begunAt ?? -Infinity) + READ_AGAIN_AFTER_MS - this.clock();
		if (wait > 0) await this.pause(wait);
		// From here on it has begun: what comes now waits for the one after it.
		entry.next = undefined;
		const since = this.clock();
		entry.begunAt = since;
		entry.reading = beforeAbort(
			AbortSignal.timeout(READ_WITHIN_MS),
			readCredential(functions, type),
			`n8n did not read the credential within ${READ_WITHIN_MS / 1000} seconds.`,
		);
		try {
			const credential = await entry.reading;
			entry.held = { since, credential };
			return credential;
		} finally {
			entry.reading = undefined;
		}
	}
}

/** Of the type, too: a node may choose between two. */
function idOf(functions: TriggerFunctions, type: string): string {
	return `${type}/${functions.getNode().credentials?.[type]?.id}`;
}
