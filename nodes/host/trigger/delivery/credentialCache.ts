import { sleep } from 'n8n-workflow';

import type { Result } from '../../../core/result';
import type { TriggerFunctions } from '../credential';
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
 * Refused deliveries of one node that wait for the next reading. Each holds its body, and with n8n's
 * default settings an isolate, so that they are few; the others get a 503.
 */
export const MOST_WAITING = { deliveries: 20, bytes: 16 * 1024 * 1024 };

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
	waiting: { deliveries: number; bytes: number };
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
		const first = await this.atHand(entry);
		if (first !== undefined) yield first;
		// Another reading would not choose a credential where the node names none.
		if (first?.ok === false) return;
		const { waiting } = entry;
		const isRefused = first !== undefined;
		const isFull =
			waiting.deliveries >= MOST_WAITING.deliveries || waiting.bytes + bytes > MOST_WAITING.bytes;
		if (isRefused && isFull && waiting.deliveries > 0) return yield undefined;
		const counted = isRefused ? { deliveries: 1, bytes } : { deliveries: 0, bytes: 0 };
		waiting.deliveries += counted.deliveries;
		waiting.bytes += counted.bytes;
		try {
			const read = async () => await this.readNext(entry, functions, type);
			// A second one, since all that wait share a failure, and some vendors never send again.
			yield await read().catch(read);
		} finally {
			waiting.deliveries -= counted.deliveries;
			waiting.bytes -= counted.bytes;
		}
	}

	/** Nothing comes in there any more: its secrets need not stay in memory. */
	forget(place: string): void {
		this.entries.delete(place);
	}

	private entryOf(place: string, credentialId: string): Entry {
		const known = this.entries.get(place);
		if (known?.credentialId === credentialId) return known;
		const entry = { credentialId, waiting: { deliveries: 0, bytes: 0 } };
		this.entries.set(place, entry);
		return entry;
	}

	/** What can be judged by without a reading of one's own. */
	private async atHand({ held, reading }: Entry): Promise<Result<Credential> | undefined> {
		if (held !== undefined && this.clock() - held.since < HELD_FOR_MS) return held.credential;
		return await reading?.catch(() => undefined);
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
		entry.reading = readCredential(functions, type);
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
