import { request } from 'node:http';

import type { N8n } from '../test/n8n/support/n8n';
import { waitFor } from '../test/n8n/support/waitFor';
import { median } from './compare';

/** A request of a burst. */
export interface Sending {
	url: string;
	headers: Record<string, string>;
	body: string;
}

export interface Speed {
	/** Answers a second. */
	answers: number;
	/** Executions that had succeeded, a second. */
	finished: number;
	/** The middle one's time from request to answer, in milliseconds. */
	latency: number;
}

const LIMIT_MS = 120_000;

/** Resolves with the milliseconds until the answer, which has to be 200. A connection each, as vendors make. */
export async function send({ url, headers, body }: Sending): Promise<number> {
	const start = performance.now();
	const bytes = Buffer.from(body);
	return await new Promise((resolve, reject) => {
		const options = {
			method: 'POST',
			agent: false as const,
			headers: { ...headers, 'content-length': bytes.length },
		};
		const sent = request(url, options, (response) => {
			response.resume().once('end', () => {
				if (response.statusCode === 200) resolve(performance.now() - start);
				else reject(new Error(`${url} answered ${response.statusCode}`));
			});
		});
		sent.once('error', reject).end(bytes);
	});
}

/**
 * Sends `count` requests, so many at a time, and waits until all that they started has
 * succeeded; n8n's own record says when the last one did.
 */
export async function burst(
	n8n: N8n,
	workflowId: string,
	make: () => Sending,
	count = 40,
	connections = 20,
): Promise<Speed> {
	const before = await succeeded(n8n, workflowId);
	const start = Date.now();
	const latencies: number[] = [];
	let left = count;
	const line = async () => {
		while (left-- > 0) latencies.push(await send(make()));
	};
	await Promise.all(Array.from({ length: connections }, line));
	const answered = Date.now();
	const all = before.count + count;
	const after = await waitFor(
		async () => {
			const now = await succeeded(n8n, workflowId);
			return now.count >= all ? now : undefined;
		},
		LIMIT_MS,
		`${count} executions of ${workflowId} to succeed`,
	);
	return {
		answers: (count * 1000) / (answered - start),
		finished: (count * 1000) / (after.last - start),
		latency: median(latencies),
	};
}

async function succeeded(n8n: N8n, workflowId: string): Promise<{ count: number; last: number }> {
	const [{ count, last }] = await n8n.query(
		"SELECT count(*) AS count, max(stoppedAt) AS last FROM execution_entity WHERE workflowId = ? AND status = 'success'",
		workflowId,
	);
	return { count: Number(count), last: Date.parse(`${String(last ?? '1970-01-01 00:00:00')}Z`) };
}

/**
 * Lets all sides act in turns, so many rounds long, each round beginning with another one.
 *
 * @returns by name, what each round gave
 */
export async function inTurns<Figures>(
	sides: Readonly<Record<string, () => Promise<Figures>>>,
	rounds: number,
): Promise<Record<string, Figures[]>> {
	const names = Object.keys(sides);
	const results: Record<string, Figures[]> = Object.fromEntries(names.map((name) => [name, []]));
	for (let round = 0; round < rounds; round++)
		for (let turn = 0; turn < names.length; turn++) {
			const name = names[(round + turn) % names.length];
			results[name].push(await sides[name]());
		}
	return results;
}

/** The middle of the rounds' ratios: what slows one round slows both. */
export function ratio<Figures>(
	left: readonly Figures[],
	right: readonly Figures[],
	of: (figures: Figures) => number,
): number {
	return median(left.map((figures, round) => of(figures) / of(right[round])));
}
