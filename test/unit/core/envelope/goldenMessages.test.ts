import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { signedId } from '../../../../nodes/core/envelope/messageId';
import { parseEnvelope } from '../../../../nodes/core/envelope/parseEnvelope';
import { verifySignedEvent } from '../../../../nodes/core/envelope/verifySignedEvent';
import { normalizedEvent, toEvent, type NormalizedEvent } from '../../../../nodes/core/event';

/** A published example of a message. */
interface Delivery {
	/** The URL of the example. */
	source: string;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** A text as it is sent, or its JSON if the example has no signature. */
	body: unknown;
	/** The published secret, if the example has a signature. */
	secret?: string;
}

interface Golden {
	delivery: Delivery;
	/** The event, or a list of several. */
	event: unknown;
}

const FOLDER = join(__dirname, '../../../golden/messages');
const UNSIGNED_AT = Date.UTC(2026, 10, 21, 12);
const RECEIVER = {
	...{ elementKey: 'signedevents', hubKey: 'custom', account: 'signed-events' },
	...{ instanceName: 'Signed Event Trigger', instanceTags: [], includeRaw: true },
};

/** Returns the events that the Signed Event Trigger emits for a message. */
function eventsOf({ headers, body: given, secret }: Delivery): NormalizedEvent[] {
	const body = Buffer.from(typeof given === 'string' ? given : JSON.stringify(given));
	const timestamp = headers['webhook-timestamp'] ?? headers['svix-timestamp'];
	const receivedAt = timestamp === undefined ? UNSIGNED_AT : Number(timestamp) * 1000;
	let id = headers['webhook-id'] ?? headers['svix-id'];
	if (secret !== undefined) {
		const verification = verifySignedEvent(
			{ body, headers },
			{ secrets: [secret] },
			{ now: receivedAt },
		);
		expect(verification).toMatchObject({ ok: true });
		id = signedId(verification) as string;
	}
	const changes = parseEnvelope({ id, sender: 'SENDERABCDEFGHIJKLMN', headers, body, receivedAt });
	const capture = { capture: 'webhook', receivedAt } as const;
	return (changes ?? []).map((change) => normalizedEvent.parse(toEvent(change, RECEIVER, capture)));
}

const files = readdirSync(FOLDER);

it('there are at least twelve examples, each with the URL of its source', () => {
	expect(files.length).toBeGreaterThanOrEqual(12);
	for (const file of files) expect(read(file).delivery.source).toMatch(/^https:\/\/\S+$/);
});

it.each(files)('the published message %s becomes the event in its file', (file) => {
	const { delivery, event } = read(file);
	expect(eventsOf(delivery)).toEqual([event].flat());
});

function read(file: string): Golden {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
}
