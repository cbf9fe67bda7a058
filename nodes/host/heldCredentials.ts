import type { Outcome } from '../core/problem';
import { readCredential, type Credential } from './credential';
import type { TriggerFunctions } from './binding';

/**
 * How long a secret that was replaced is still believed. In a burst it makes one reading of hundreds,
 * and a person who replaces a secret has not closed the window by then.
 */
export const HELD_FOR_MS = 5_000;

interface Held {
	credentialId: string;
	/** Epoch milliseconds. */
	since: number;
	reading: Promise<Outcome<Credential>>;
}

/**
 * The credentials that deliveries were proven with a moment ago. For each reading n8n asks its database,
 * decrypts, and evaluates the expressions of the credential, in an isolate where there are any: Shopify's
 * OAuth2 finished a quarter of what an access token did (bench/README.md). A secret that came with
 * the last seconds is not missed: what the held one refuses is judged again by the one that n8n has.
 */
export class HeldCredentials {
	/** By place. */
	private readonly held = new Map<string, Held>();

	/**
	 * The credential as it was some seconds ago, also one that is being read.
	 *
	 * @returns undefined, and at once, where none is held; resolves with undefined where it could not be read
	 */
	recent(
		functions: TriggerFunctions,
		place: string,
		type: string,
		now: number,
	): Promise<Outcome<Credential> | undefined> | undefined {
		const held = this.held.get(place);
		if (held === undefined || held.credentialId !== idOf(functions, type)) return undefined;
		const age = now - held.since;
		if (age < 0 || age >= HELD_FOR_MS) return undefined;
		return held.reading.catch(() => undefined);
	}

	/** The credential as n8n has it; held from here on, unless n8n cannot read it. */
	async read(
		functions: TriggerFunctions,
		place: string,
		type: string,
		now: number,
	): Promise<Outcome<Credential>> {
		const reading = readCredential(functions, type);
		this.held.set(place, { credentialId: idOf(functions, type), since: now, reading });
		return await reading;
	}

	/** Nothing comes in there any more: its secrets need not stay in memory. */
	forget(place: string): void {
		this.held.delete(place);
	}
}

/** Of the type, too: a node may choose between two. */
function idOf(functions: TriggerFunctions, type: string): string {
	return `${type}/${functions.getNode().credentials?.[type]?.id}`;
}
