import { sleep } from 'n8n-workflow';

import type { Result } from '../../../core/result';
import { steadyClock, type Clock } from '../../clock';
import { beforeAbort } from '../../deadline';
import { readCredential, type Credential, type TriggerFunctions } from '../credential';
import { BoundedQueue, type QueueLimits } from './boundedQueue';

/** How long a replaced secret is still accepted. A burst of hundreds then needs one reading. */
export const CACHED_FOR_MS = 5_000;

/** Forged requests make n8n read a node's credential no more often than this. */
export const READ_AGAIN_AFTER_MS = 1_000;

/**
 * How many deliveries of one node may wait for a reading. Each holds its body; the others get a 503.
 *
 * - `first`: no credential is cached. n8n may fetch a token while it reads, so many deliveries can arrive.
 * - `rejected`: the cached credential rejects the deliveries. With n8n's default settings, each also holds an isolate.
 */
const MOST_WAITING = {
	first: { deliveries: 300, bytes: 64 * 1024 * 1024 },
	rejected: { deliveries: 20, bytes: 16 * 1024 * 1024 },
} as const satisfies Record<string, QueueLimits>;

/** A reading that takes longer counts as failed: n8n sets no deadline for a token that it fetches. */
const READ_WITHIN_MS = 30_000;

/** The state of one node's credential. */
interface Entry {
	credentialId: string;
	/** The last reading that succeeded, and when it began. */
	cached?: { since: number; credential: Result<Credential> };
	/** When the last reading began. */
	startedAt?: number;
	/** The current reading. */
	reading?: Promise<Result<Credential>>;
	/** The next reading, which begins as soon as it is allowed. All deliveries that wait share it. */
	next?: Promise<Result<Credential>>;
	/** Deliveries that wait, as `MOST_WAITING` names them. */
	first: BoundedQueue;
	rejected: BoundedQueue;
}

/**
 * Caches the credentials that verify deliveries. For each reading, n8n queries its database, decrypts, and evaluates
 * expressions in an isolate. A few forged requests a second delayed Shopify's OAuth2 deliveries for seconds
 * (bench/README.md).
 *
 * A genuine delivery is therefore verified by the cached credential, even while another reading is under way.
 * A delivery that the cached credential rejects waits for a reading that all such deliveries share. Such a
 * reading begins at most once a second (docs/decisions/0007-credential-cache.md).
 */
export class CredentialCache {
	/** By `nodeKey`. */
	private readonly entries = new Map<string, Entry>();

	constructor(
		private readonly clock: Clock = steadyClock,
		private readonly pause: (ms: number) => Promise<void> = sleep,
	) {}

	/**
	 * Yields the credentials to verify a delivery by, until the caller accepts one. The cached credential comes
	 * first. The second one is read after the delivery arrived, so it has each secret that was entered before that.
	 *
	 * @param bytes size of the delivery, which stays in memory while it waits
	 * @returns undefined at the end if too many deliveries wait
	 * @throws if n8n failed twice to read the credential
	 */
	async *credentials(
		functions: TriggerFunctions,
		node: string,
		type: string,
		bytes: number,
	): AsyncGenerator<Result<Credential> | undefined> {
		const entry = this.entryOf(node, credentialIdOf(functions, type));
		// Failed readings are tried twice, because all deliveries that wait share a failure, and some vendors never retry.
		const read = async () => await (entry.next ??= this.readWhenAllowed(entry, functions, type));
		const readTwice = async () => await read().catch(read);
		const { reading } = entry;
		const cached = this.freshOf(entry);
		const first =
			cached ??
			(await entry.first.wait(
				bytes,
				async () => (await reading?.catch(() => undefined)) ?? (await readTwice()),
			));
		yield first;
		const wasReadAfterArrival = cached === undefined && reading === undefined;
		// If the node names no credential, another reading would not find one either.
		if (wasReadAfterArrival || !first?.ok) return;
		yield await entry.rejected.wait(bytes, readTwice);
	}

	/** Removes a node's secrets from memory. */
	delete(node: string): void {
		this.entries.delete(node);
	}

	private entryOf(node: string, credentialId: string): Entry {
		const known = this.entries.get(node);
		if (known?.credentialId === credentialId) return known;
		const entry = {
			credentialId,
			first: new BoundedQueue(MOST_WAITING.first),
			rejected: new BoundedQueue(MOST_WAITING.rejected),
		};
		this.entries.set(node, entry);
		return entry;
	}

	private freshOf({ cached }: Entry): Result<Credential> | undefined {
		const isFresh = cached !== undefined && this.clock() - cached.since < CACHED_FOR_MS;
		return isFresh ? cached.credential : undefined;
	}

	private async readWhenAllowed(
		entry: Entry,
		functions: TriggerFunctions,
		type: string,
	): Promise<Result<Credential>> {
		await entry.reading?.catch(() => undefined);
		const wait = (entry.startedAt ?? -Infinity) + READ_AGAIN_AFTER_MS - this.clock();
		if (wait > 0) await this.pause(wait);
		// The reading begins here: a delivery that arrives from now on waits for the one after it.
		entry.next = undefined;
		const since = this.clock();
		entry.startedAt = since;
		entry.reading = beforeAbort(
			AbortSignal.timeout(READ_WITHIN_MS),
			readCredential(functions, type),
			`n8n did not read the credential within ${READ_WITHIN_MS / 1000} seconds. Find out why n8n or its database is slow.`,
		);
		try {
			const credential = await entry.reading;
			entry.cached = { since, credential };
			return credential;
		} finally {
			entry.reading = undefined;
		}
	}
}

/** Returns what identifies the credential. It includes the type, because a node may choose between two. */
function credentialIdOf(functions: TriggerFunctions, type: string): string {
	return `${type}/${functions.getNode().credentials?.[type]?.id}`;
}
