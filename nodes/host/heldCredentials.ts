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
 * The credentials that deliveries were proven with a moment ago. For each reading n8n asks its database
 * twice, decrypts twice, and evaluates the expressions of the credential, in an isolate: Shopify's OAuth2
 * took four times as long as a delivery without (bench/README.md). A secret that came with the last
 * seconds is not missed: what the held one refuses is judged again by the one that n8n has.
 */
export class HeldCredentials {
	/** By place. */
	private readonly held = new Map<string, Held>();

	/** The credential as it was some seconds ago, or undefined where none is held; also a reading under way. */
	recent(
		functions: TriggerFunctions,
		place: string,
		type: string,
		now: number,
	): Promise<Outcome<Credential>> | undefined {
		const held = this.held.get(place);
		const isRecent =
			held !== undefined && isHeld(held, now) && held.credentialId === idOf(functions, type);
		return isRecent ? held.reading : undefined;
	}

	/** The credential as n8n has it; held from here on, unless n8n cannot read it. */
	async read(
		functions: TriggerFunctions,
		place: string,
		type: string,
		now: number,
	): Promise<Outcome<Credential>> {
		for (const [other, held] of this.held) if (!isHeld(held, now)) this.held.delete(other);
		const reading = readCredential(functions, type);
		const held = { credentialId: idOf(functions, type), since: now, reading };
		this.held.set(place, held);
		reading.catch(() => {
			if (this.held.get(place) === held) this.held.delete(place);
		});
		return await reading;
	}
}

/** A clock that was put back holds nothing longer. */
function isHeld({ since }: Held, now: number): boolean {
	return now >= since && now - since < HELD_FOR_MS;
}

/** Of the type, too: a node may choose between two. */
function idOf(functions: TriggerFunctions, type: string): string {
	return `${type}/${functions.getNode().credentials?.[type]?.id}`;
}
