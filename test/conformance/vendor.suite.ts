import { normalizedEvent, toEvent, type NormalizedEvent } from '../../nodes/core/event';
import { REJECTION, type Delivery } from '../../nodes/core/vendor';
import { forgedBodies, forgedSignatures, otherSecrets } from './forgeries';
import type { Sample, Stage, VendorFixture } from './fixture';
import { catchUpSuite } from './catchUp.suite';
import { subscriptionSuite } from './subscriptions.suite';

const SOURCE = { instanceName: 'Main shop', instanceTags: ['production'], includeRaw: true };
const SMALL_ID = '4711';
/** 2^53 + 1, which a JavaScript number rounds to the id of another object. */
const LARGE_ID = '9007199254740993';

/**
 * What holds for every vendor: deliveries are verified before use, the same change has the same id,
 * and only the wanted subscriptions are created.
 */
export function vendorSuite<Connection, Proven, Wanted, Existing>(
	name: string,
	fixture: VendorFixture<Connection, Proven, Wanted, Existing>,
): void {
	const { vendor, samples } = fixture;
	let stage: Stage<Connection>;
	let connection: Connection;

	const choose = fixture.choose ?? ((one: Connection) => one);
	const deliver = (topic: string, objectId = SMALL_ID) =>
		fixture.deliver(fixture.write(topic, objectId), topic, connection);

	function keysOf(one: Connection) {
		const { elementKey, hubKey } = vendor.sourceOf?.(one) ?? vendor;
		return { elementKey, hubKey };
	}

	async function read(delivery: Delivery): Promise<NormalizedEvent[]> {
		const { receivedAt } = delivery;
		const verdict = vendor.verify(delivery, connection);
		if (!verdict.ok || verdict.kind !== 'change')
			throw new Error(`no proven change: ${JSON.stringify(verdict)}`);
		const changes = await vendor.normalize(verdict.payload, connection, receivedAt);
		if (!changes.ok) throw new Error(changes.problem.message);
		const source = { ...SOURCE, ...keysOf(connection), account: vendor.account(connection) };
		const capture = { capture: 'webhook', deliveryId: verdict.deliveryId, receivedAt } as const;
		return changes.value.map((change) => toEvent(change, source, capture));
	}

	async function readOne(delivery: Delivery): Promise<NormalizedEvent> {
		const events = await read(delivery);
		expect(events).toHaveLength(1);
		return events[0];
	}

	function expectRefused(delivery: Delivery, whose: Connection = connection): void {
		const verdict = vendor.verify(delivery, whose);
		expect(verdict).toEqual({ ok: false, reason: expect.any(String) });
		expect(Object.values(REJECTION)).toContain('reason' in verdict && verdict.reason);
	}

	describe(`${name} as a vendor`, () => {
		beforeAll(async () => {
			stage = await fixture.open();
			connection = choose(stage.connection, [
				...samples.map(({ topic }) => topic),
				fixture.unknownTopic,
			]);
		});
		afterAll(async () => await stage.close());

		describe('events', () => {
			it.each(samples)('reads $topic as $eventType of $objectType', async (sample: Sample) => {
				const event = await readOne(deliver(sample.topic));
				expect(() => normalizedEvent.parse(event)).not.toThrow();
				expect(event).toMatchObject({
					...keysOf(connection),
					account: vendor.account(connection),
					eventType: sample.eventType,
					objectType: sample.objectType,
					objectId: SMALL_ID,
					topic: sample.topic,
				});
			});

			it('reads a topic outside the tables as UNKNOWN, and distinguishes two such topics', async () => {
				const event = await readOne(deliver(fixture.unknownTopic));
				expect(() => normalizedEvent.parse(event)).not.toThrow();
				expect(event).toMatchObject({ eventType: 'UNKNOWN', topic: fixture.unknownTopic });
				const known = await Promise.all(samples.map(({ topic }) => readOne(deliver(topic))));
				expect(known.map(({ id }) => id)).not.toContain(event.id);
			});

			it('gives each sample its own id, which is the same at each time', async () => {
				const ids = new Set<string>();
				for (const { topic } of samples) {
					const delivery = deliver(topic);
					const first = await readOne(delivery);
					const later = { ...delivery, receivedAt: delivery.receivedAt + 1000 };
					expect((await readOne(delivery)).id).toBe(first.id);
					expect((await readOne(later)).id).toBe(first.id);
					ids.add(first.id);
				}
				expect(ids.size).toBe(samples.length);
			});

			it('keeps every digit of an id beyond 2^53', async () => {
				const { topic } = samples[0];
				const event = await readOne(deliver(topic, LARGE_ID));
				expect(event.objectId).toBe(LARGE_ID);
				const neighbour = await readOne(deliver(topic, '9007199254740992'));
				expect(neighbour.id).not.toBe(event.id);
			});

			it('gives each delivery its own key', () => {
				const keyOf = (delivery: Delivery) => {
					const verdict = vendor.verify(delivery, connection);
					if (!verdict.ok || verdict.kind !== 'change') throw new Error('not proven');
					return verdict.fingerprint;
				};
				const { topic } = samples[0];
				const delivery = deliver(topic);
				expect(keyOf(delivery)).toBe(keyOf({ ...delivery }));
				expect(keyOf(delivery)).not.toBe(keyOf(deliver(topic, '4712')));
			});
		});

		if (fixture.choose !== undefined)
			describe('a topic that was not chosen', () => {
				it('is unwanted, though it is signed, and so is a topic outside the tables', () => {
					const [{ topic }, ...others] = samples;
					const few = choose(connection, [topic]);
					for (const other of [...others.map((sample) => sample.topic), fixture.unknownTopic]) {
						const delivery = fixture.deliver(fixture.write(other, SMALL_ID), other, few);
						expect(vendor.verify(delivery, few)).toEqual({
							ok: true,
							kind: 'unwanted',
							topic: other,
						});
					}
					expect(vendor.verify(deliver(topic), few)).toMatchObject({ kind: 'change' });
				});

				it('is rejected without a signature', () => {
					const few = choose(connection, [samples[0].topic]);
					const delivery = deliver(samples[1].topic);
					const headers = { ...delivery.headers, [fixture.signatureHeader]: 'AAAA' };
					expectRefused({ ...delivery, headers }, few);
				});
			});

		describe('verification', () => {
			it.each(forgedSignatures)('rejects a signature that is $what', ({ forge }) => {
				const delivery = deliver(samples[0].topic);
				const { signatureHeader } = fixture;
				const signature = String(delivery.headers[signatureHeader]);
				expect(vendor.verify(delivery, connection).ok).toBe(true);
				const headers = { ...delivery.headers, [signatureHeader]: forge(signature) };
				expectRefused({ ...delivery, headers });
			});

			if (fixture.proofHeaders.length > 0)
				it.each(fixture.proofHeaders)(
					'rejects %s when it is missing, empty or repeated',
					(header) => {
						const delivery = deliver(samples[0].topic);
						const value = String(delivery.headers[header]);
						for (const forged of [undefined, '', [value, value]])
							expectRefused({ ...delivery, headers: { ...delivery.headers, [header]: forged } });
					},
				);

			if (fixture.isBodySigned) {
				it('rejects a body in which any one bit was flipped', () => {
					const delivery = deliver(samples[0].topic);
					for (let index = 0; index < delivery.body.length; index++) {
						const body = Buffer.from(delivery.body);
						body[index] ^= 1;
						expectRefused({ ...delivery, body });
					}
				});

				it.each(forgedBodies)('rejects a body $what', ({ sent, signed }) => {
					const { topic } = samples[0];
					const original = fixture.write(topic, SMALL_ID);
					const delivery = fixture.deliver(signed(original), topic, connection);
					expect(sent(original)).not.toEqual(signed(original));
					expectRefused({ ...delivery, body: sent(original) });
				});
			}

			it.each(otherSecrets)('rejects a delivery that was signed with $what', ({ secret }) => {
				expectRefused(deliver(samples[0].topic), fixture.withSecret(connection, secret));
			});

			it('rejects every delivery if no secret is entered, also one signed with an empty secret', () => {
				const { topic } = samples[0];
				const without = fixture.withSecret(connection, '');
				expectRefused(deliver(topic), without);
				const body = fixture.write(topic, SMALL_ID);
				const delivery = fixture.deliver(body, topic, without);
				expectRefused(delivery, without);
				expectRefused({ ...delivery, headers: {} }, without);
			});

			it('reports no configuration error for a good connection, and one without a secret', () => {
				expect(vendor.configError?.(connection)).toBeUndefined();
				const without = fixture.withSecret(connection, '');
				expect(vendor.configError?.(without)).toMatch(/\w+ .*\.$/s);
			});

			const { greeting } = fixture;
			if (greeting !== undefined)
				it('accepts a greeting without a signature and reports no change', () => {
					expect(vendor.verify(greeting, connection)).toEqual({ ok: true, kind: 'greeting' });
				});
		});

		describe('bodies that are correctly signed but malformed', () => {
			const bodies = {
				empty: '',
				'no JSON': '{"id":',
				'a number': '4711',
				null: 'null',
				'a list': '[]',
				'an object without an id': '{}',
				'an error of the vendor':
					'{"code":"invalid_id","message":"Invalid ID.","data":{"status":404}}',
				'deep beyond any use': '['.repeat(100_000) + ']'.repeat(100_000),
				'the bytes of no text': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
			};

			it.each(Object.entries(bodies))(
				'reads %s as no event and does not throw',
				async (_, body) => {
					const { topic } = samples[0];
					const delivery = fixture.deliver(Buffer.from(body), topic, connection);
					const verdict = vendor.verify(delivery, connection);
					if (!verdict.ok) return expect(Object.values(REJECTION)).toContain(verdict.reason);
					if (verdict.kind !== 'change') return;
					const changes = await vendor.normalize(verdict.payload, connection, delivery.receivedAt);
					const value = changes.ok ? changes.value : [];
					if (fixture.takesAnyBody !== true) return expect(value).toEqual([]);
					for (const { eventType } of value) expect(eventType).toBe('UNKNOWN');
				},
			);

			it('reads a body of 100,000 levels as no event and does not throw', async () => {
				const { topic } = samples[0];
				const depth = '['.repeat(100_000) + ']'.repeat(100_000);
				const text = fixture.write(topic, SMALL_ID).toString('utf8');
				for (const deep of [
					text.replace('{', `{"deep":${depth},`),
					text.replaceAll('{', `{"deep":${depth},`),
				]) {
					const verdict = vendor.verify(
						fixture.deliver(Buffer.from(deep), topic, connection),
						connection,
					);
					if (fixture.takesAnyBody !== true || !verdict.ok || verdict.kind !== 'change') {
						expect(verdict).not.toMatchObject({ kind: 'change' });
						continue;
					}
					const changes = await vendor.normalize(verdict.payload, connection, 0);
					expect(changes).toMatchObject({ ok: true, value: [{ eventType: 'UNKNOWN' }] });
				}
			});

			it('reads a body after a byte order mark', async () => {
				const { topic } = samples[0];
				const body = fixture.write(topic, SMALL_ID);
				const marked = Buffer.concat([Buffer.from('\ufeff'), body]);
				const event = await readOne(fixture.deliver(marked, topic, connection));
				expect(event.objectId).toBe(SMALL_ID);
			});

			it('does not let a key of a body reach a prototype', async () => {
				const { topic } = samples[0];
				const text = fixture.write(topic, SMALL_ID).toString('utf8');
				const poison =
					'"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,';
				for (const poisoned of [
					text.replace('{', `{${poison}`),
					text.replaceAll('{', `{${poison}`),
				]) {
					const event = await readOne(fixture.deliver(Buffer.from(poisoned), topic, connection));
					expect(() => normalizedEvent.parse(event)).not.toThrow();
					expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
					expect(event.objectId).toBe(SMALL_ID);
				}
			});
		});

		subscriptionSuite(fixture);
		catchUpSuite(fixture);
	});
}
