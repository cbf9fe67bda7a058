/** A sentence of the sources, and what a careless hand makes of it. */
export type Edit = readonly [file: string, text: string, wrong: string];

/** A build that is wrong on purpose, and the tests that have to say so. */
export interface Break {
	/** What it does wrong. */
	what: string;
	edits: readonly Edit[];
	/** Jest's project, a pattern of paths, and, where only some tests are about it, one of names. */
	project: 'unit' | 'zod4' | 'n8n';
	tests: string;
	names?: string;
}

const RECEIVE = 'nodes/host/trigger/delivery/receive.ts';
const DECIDE = 'nodes/host/trigger/delivery/decide.ts';
const ADMIT = 'nodes/host/trigger/delivery/admit.ts';
const CACHE = 'nodes/host/trigger/delivery/credentialCache.ts';
const HTTP = 'nodes/host/http.ts';
const HMAC = 'nodes/core/hash/hmac.ts';
const VERIFY = 'nodes/core/envelope/verifySignedEvent.ts';
const WOO = 'nodes/WooCommerce/webhooks/verify.ts';
const SHOPIFY = 'nodes/Shopify/verify.ts';
const BOX = 'nodes/Box/verify.ts';
const ECWID = 'nodes/Ecwid/verify.ts';
const WINDOW = 'nodes/WooCommerce/poll/scan/scanWindow.ts';
const DETECT = 'nodes/WooCommerce/poll/scan/detectChanges.ts';
const KNOWN = 'nodes/WooCommerce/poll/ids/knownObjects.ts';
const CLOCK_STEPS = 'nodes/WooCommerce/poll/read/clockSteps.ts';
const ROW_CLOCK = 'nodes/WooCommerce/poll/read/rowClock.ts';
const TRUTH = 'test/model/truth.ts';
const DESTINATION = 'nodes/SignedEvent/emit/destination.ts';
const ALLOWED = 'nodes/host/allowedAddress.ts';
const ATTACKS = 'test/attacks/';
const MODEL = 'test/model/';

const COMPARISON = 'return given.length === expected.length && timingSafeEqual(given, expected);';
const ED25519_FORM =
	"if (signature.length !== 64 || signature.toString('base64') !== claimed) return false;";
const ED25519 = 'return verifyEd25519(';

const everySignatureFits: Edit[] = [
	[HMAC, COMPARISON, 'return given.length >= 0 || timingSafeEqual(given, expected);'],
	[VERIFY, COMPARISON, 'return given.length >= 0 || timingSafeEqual(given, expected);'],
	[VERIFY, ED25519_FORM, ''],
	[VERIFY, ED25519, 'return signature.length >= 0 || verifyEd25519('],
];

const noSignatureFits: Edit[] = [
	[HMAC, COMPARISON, 'return given.length < 0 && timingSafeEqual(given, expected);'],
	[VERIFY, COMPARISON, 'return given.length < 0 && timingSafeEqual(given, expected);'],
	[VERIFY, ED25519, 'return signature.length < 0 && verifyEd25519('],
];

const anyTimeWillDo: Edit[] = [
	[BOX, 'return age > OLDEST_MS || age < -NEWEST_MS', 'return age > 1e99 + OLDEST_MS + NEWEST_MS'],
	[BOX, 'if (sentAt === undefined) return REJECTION.timestampMalformed;', ''],
	[
		ECWID,
		'if (age > RETRIES_FOR_MS || age < -MOST_AHEAD_MS)',
		'if (age > 1e99 + RETRIES_FOR_MS + MOST_AHEAD_MS)',
	],
	[
		ECWID,
		'if (!Number.isSafeInteger(time)) return undefined;',
		'if (Number.isNaN(time)) return 0;',
	],
	[VERIFY, 'if (!/^\\d{1,12}$/.test(timestamp))', "if (timestamp === 'never')"],
	[
		VERIFY,
		'const isYoung = Math.abs(now / 1000 - sentAt) <= toleranceSeconds;',
		'const isYoung = !(Math.abs(now / 1000 - sentAt) > 1e99 + toleranceSeconds);',
	],
];

const headersArePassedOver: Edit[] = [
	[SHOPIFY, 'if ([hmac, topic, webhookId].some(Array.isArray))', 'if (webhookId === null)'],
	[SHOPIFY, 'if ([topic, webhookId].some(isJoined))', 'if (webhookId === null)'],
	[SHOPIFY, 'if (!topic || !webhookId)', 'if (webhookId === null)'],
	[SHOPIFY, 'if (!shop) return', 'if (shop === null) return'],
	[SHOPIFY, 'if (Array.isArray(shop) || isJoined(shop))', 'if (shop === null)'],
	[SHOPIFY, 'if (!hmac) return reject(REJECTION.signatureMissing);', ''],
	[SHOPIFY, 'if (shop.toLowerCase() !== domain)', 'if (domain === null)'],
	[BOX, 'if (values.some(([, value]) => Array.isArray(value)))', 'if (values === null)'],
	[BOX, "if (timestamp === undefined || timestamp === '')", 'if (timestamp === null)'],
	[
		BOX,
		"return version === '1' && algorithm === 'HmacSHA256'",
		'return version !== algorithm + "?"',
	],
	[ECWID, "if (claimed === undefined || claimed === '')", 'if (claimed === null)'],
	[ECWID, "if (typeof claimed !== 'string')", 'if (claimed === null)'],
	[
		ECWID,
		'isDigest(digestOf(String(body.eventCreated), eventId, secret), claimed)',
		'isDigest(digestOf(String(body.eventCreated), eventId, secret), String(claimed))',
	],
	[WOO, 'if (Array.isArray(value) && value.length > 0)', 'if (value === null)'],
	[
		WOO,
		"if (typeof value !== 'string' || value === '') return { ok: false, reason: missing };\n\treturn { ok: true, value };",
		'return missing === null ? { ok: false, reason: missing } : { ok: true, value: String(value) };',
	],
	[VERIFY, 'if (repeated !== undefined)', 'if (repeated === null)'],
	[
		VERIFY,
		"if (!signature) return failed('signatureMissing', missingHeader(signatureName));\n",
		'',
	],
	[
		VERIFY,
		'if (entries.length > MOST_SIGNATURES || ',
		'if (entries.length > 1e9 * MOST_SIGNATURES && ',
	],
	[
		VERIFY,
		'if (!id || id.length > LONGEST_ID || !/^[\\x21-\\x2d\\x2f-\\x7e]+$/.test(id))',
		'if (String(id).length > 1e9 + LONGEST_ID)',
	],
	[VERIFY, 'if (more.length > 0)', 'if (more === null)'],
	[VERIFY, "if (!claimed) return failed('signatureMissing', missingHeader(accepted));\n", ''],
];

/** Builds on which the tests of issue 10 have to fail; `npm run test:breaks` watches them do so. */
export const BREAKS: readonly Break[] = [
	{
		what: 'every signature fits',
		edits: everySignatureFits,
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'no signature fits',
		edits: noSignatureFits,
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'any time will do',
		edits: anyTimeWillDo,
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'every signature fits, any time will do, headers are passed over',
		edits: [...everySignatureFits, ...anyTimeWillDo, ...headersArePassedOver],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'what is refused is called proven',
		edits: [
			[SHOPIFY, 'return { ok: false, reason };', 'return { ok: true as never, reason };'],
			[BOX, 'return { ok: false as const, reason };', 'return { ok: true as never, reason };'],
			[ECWID, 'return { ok: false, reason };', 'return { ok: true as never, reason };'],
			[
				'nodes/WooCommerce/webhooks/vendor.ts',
				'\t\treturn result;',
				'\t\treturn { ...result, ok: true } as never;',
			],
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				'return { ok: false, reason, ...(explainsRejections',
				'if (!explainsRejections) return { ...proof.verification, ok: true } as never;\n\t\treturn { ok: false, reason, ...(explainsRejections',
			],
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				'return { ok: false, reason: REJECTION.bodyMalformed };',
				'return { ok: true as never, reason: REJECTION.bodyMalformed };',
			],
		],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'whatever is unsigned is a ping, and ids are not looked at',
		edits: [
			[WOO, 'const PING = /^webhook_id=\\d+$/;', 'const PING = /id|^$/;'],
			[
				WOO,
				'headers[SIGNATURE] === undefined && headers[TOPIC] === undefined',
				"headers[SIGNATURE] === undefined || headers[TOPIC] === '' || body.length < 20",
			],
			[
				'nodes/WooCommerce/webhooks/body.ts',
				"typeof value === 'string' && /^\\d{1,20}$/.test(value)",
				'value !== undefined',
			],
		],
		project: 'unit',
		tests: `${ATTACKS}wooCommerceWebhooks`,
	},
	{
		what: "no ping is greeted, and a webhook's secret is base64",
		edits: [
			[WOO, 'const PING = /^webhook_id=\\d+$/;', 'const PING = /^pong$/;'],
			['nodes/WooCommerce/webhooks/webhookSecret.ts', ".toString('hex')", ".toString('base64')"],
		],
		project: 'unit',
		tests: `${ATTACKS}wooCommerceWebhooks`,
	},
	{
		what: 'digests are compared byte by byte',
		edits: [
			[HMAC, 'createSecretKey, timingSafeEqual, type', 'createSecretKey, type'],
			[HMAC, COMPARISON, 'return given.equals(expected);'],
			[VERIFY, '\ttimingSafeEqual,\n', ''],
			[VERIFY, COMPARISON, 'return given.equals(expected);'],
		],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'headers that nobody signs are believed',
		edits: [
			[
				'nodes/core/envelope/parseEnvelope.ts',
				'const message = fromAnything(',
				"const message = headers['ce-id'] !== undefined ? fromCloudEvent({ id: headers['ce-id'], type: headers['ce-type'] }, receivedAt) : fromAnything(",
			],
			[
				SHOPIFY,
				'deliveryId: String(webhookId).slice(0, LONGEST_ID),',
				"deliveryId: `${String(webhookId)}${String(headers['user-agent'])}`,",
			],
			[
				BOX,
				'return readBody(delivery.body, sentAt as number, triggers);',
				"const read = readBody(delivery.body, sentAt as number, triggers);\n\treturn read.ok && read.kind === 'change' ? { ...read, deliveryId: String(delivery.headers['user-agent']) } : read;",
			],
			[
				ECWID,
				'deliveryId: eventId,\n\t\tfingerprint: eventId,',
				"deliveryId: eventId,\n\t\tfingerprint: String(delivery.headers['user-agent']),",
			],
			[
				WOO,
				'payload: { topic: topic.value, address, body',
				"payload: { topic: `${String(headers['x-wc-webhook-resource'])}.updated`, body",
			],
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				'const id = signedId(proof.verification);',
				"const id = signedId(proof.verification) ?? String(headers['webhook-id']);",
			],
		],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'every callback URL is called',
		edits: [
			[ALLOWED, "if (kind === 'public' ||", 'if (kind.length > 0 ||'],
			[DESTINATION, "if (url.username !== '' || url.password !== '')", "if (url.username === ' ')"],
			[
				DESTINATION,
				'URL.canParse(text) ? new URL(text) : undefined',
				"URL.canParse(text) ? new URL(text) : new URL('http://127.0.0.1:9/')",
			],
			[DESTINATION, 'url === undefined || !/^https?:$/.test(url.protocol)', 'url === undefined'],
		],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'no private address is ever called, allowed or not',
		edits: [[ALLOWED, "(kind === 'local' && allowsLocal)", "(kind === 'never' && allowsLocal)"]],
		project: 'unit',
		tests: `${ATTACKS}callbackAddresses`,
	},
	{
		what: 'redirects are followed',
		edits: [['nodes/host/http.ts', 'disableFollowRedirect: true', 'disableFollowRedirect: false']],
		project: 'unit',
		tests: `${ATTACKS}configuration`,
	},
	{
		what: "a webhook's secret is that of all topics and addresses",
		edits: [
			[
				'nodes/WooCommerce/webhooks/webhookSecret.ts',
				'JSON.stringify([PURPOSE, address, topic])',
				'JSON.stringify([PURPOSE, 0 * address.length, 0 * topic.length])',
			],
		],
		project: 'unit',
		tests: ATTACKS,
	},
	{
		what: 'the second half of a private key is not looked at, nor keys for which anybody can sign',
		edits: [
			[VERIFY, 'const isOwn = bytes.length === 32 ||', 'const isOwn = bytes.length < 32 &&'],
			[VERIFY, 'if (isOfSmallOrder(bytes))', 'if (isOfSmallOrder(bytes.subarray(32)))'],
		],
		project: 'unit',
		tests: `${ATTACKS}vectors`,
	},
	{
		what: 'what a credential of seconds ago refuses is refused',
		edits: [[DECIDE, 'if (decision.ok || decision.isFinal) return decision;', 'return decision;']],
		project: 'unit',
		tests: 'test/unit/host/trigger/delivery/receive',
		names: 'the credential that',
	},
	{
		what: 'a credential is held for an hour, and one failed reading refuses a burst',
		edits: [
			[CACHE, 'cached.since < CACHED_FOR_MS', 'cached.since < 720 * CACHED_FOR_MS'],
			[CACHE, 'await read().catch(read)', 'await read()'],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/delivery/receive',
		names: 'the credential that',
	},
	{
		what: 'a credential is held for whoever asks, and for ever',
		edits: [
			[CACHE, 'this.entries.get(node)', "this.entries.get('')"],
			[CACHE, 'this.entries.set(node, entry)', "this.entries.set('', entry)"],
			[CACHE, 'this.entries.delete(node)', "this.entries.delete('another')"],
			[
				CACHE,
				'if (known?.credentialId === credentialId) return known;',
				'if (known !== undefined) return known;',
			],
			['nodes/host/trigger/credential.ts', '?.[type] === undefined', '?.[type] === null'],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/delivery/receive',
		names: 'the credential that',
	},
	{
		what: 'a shop is quoted word for word, and a doubt stays',
		edits: [
			[
				'nodes/WooCommerce/webhooks/normalize.ts',
				'const own = redactSecrets(`${String(code)}, ${String(message)}`)',
				'const own = `${String(code)}, ${String(message)}`',
			],
			[
				'nodes/host/vendorErrors.ts',
				"const words = redactSecrets(texts.join(', '))",
				"const words = texts.join(', ')",
			],
			[
				'nodes/WooCommerce/webhooks/vendor.ts',
				'suspectSecrets.noteVerified(delivery.address, topic, now, result.fingerprint);',
				'return result;',
			],
		],
		project: 'unit',
		tests:
			'(attacks/wooCommerceWebhooks|unit/host/vendorErrors|unit/WooCommerce/webhooks/subscription)',
		names: '28:|cut after|its next delivery',
	},
	{
		what: 'a secret is looked for only as it stands (a test’s own eye)',
		edits: [
			[
				'test/attacks/secretForms.ts',
				'return [...new Set(all)];',
				"return [...new Set(all)].slice(0, 0).concat('never');",
			],
		],
		project: 'unit',
		tests: `${ATTACKS}secretForms`,
	},
	{
		what: 'what was emitted is not recorded',
		edits: [
			[WINDOW, 'withinOverlap(state.recent.toMap(), until', 'withinOverlap(new Map(), until'],
		],
		project: 'unit',
		tests: MODEL,
	},
	{
		// Not the model's: it compares its small lists at each poll, and so finds late changes without windows.
		what: 'a window ends at the newest second',
		edits: [['nodes/core/window.ts', 'SETTLE_MS = 5_000', 'SETTLE_MS = 0']],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/pollShop',
	},
	{
		what: 'windows do not overlap',
		edits: [['nodes/core/window.ts', 'OVERLAP_MS = 120_000', 'OVERLAP_MS = 0']],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/read/clockSteps',
	},
	{
		what: 'a row that was deleted before a place costs a whole page',
		edits: [
			[
				'nodes/WooCommerce/poll/read/seekPage.ts',
				'Math.min(FIRST_STRIDE, pageSize - 1)',
				'pageSize - 1',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/read/seekPage',
	},
	{
		what: 'pages are taken to stand where they stood',
		edits: [
			[
				'nodes/WooCommerce/poll/read/seekPage.ts',
				'const isAnchored = offset === 0 ||',
				'const isAnchored = offset >= 0 ||',
			],
		],
		project: 'unit',
		tests: MODEL,
	},
	{
		what: 'what watching begins with is not told apart from what is new',
		edits: [
			[KNOWN, 'if (ledger.balancedAt !== undefined) return false;', 'return ledger === null;'],
			[
				DETECT,
				'polled.resource.draftStatuses.length > 0 &&',
				'polled.resource.draftStatuses.length < 0 &&',
			],
			[KNOWN, 'return isNew && !state.digests', 'return isNew && state.digests'],
			[DETECT, 'const isOld = modified === created ||', 'const isOld = modified === null ||'],
			[DETECT, 'if (ids.has(id) || isUnseen || wasUnlisted', 'if (isUnseen || wasUnlisted'],
		],
		project: 'unit',
		tests: `${MODEL}small`,
	},
	{
		what: 'an id has one life, and contents are not compared',
		edits: [
			[
				DETECT,
				'return createdChanges(polled, object, fallback, generation, wasDraft(comparison, row));',
				'return createdChanges(polled, object, fallback);',
			],
			[DETECT, 'if (next.content === last.content ||', 'if (last !== null ||'],
		],
		project: 'unit',
		tests: MODEL,
	},
	{
		what: 'what is new or changed is not told, and what a lie had left out is new',
		edits: [
			[KNOWN, 'if (ledger.balancedAt !== undefined) return false;', 'if (ledger) return false;'],
			[
				'nodes/WooCommerce/changes.ts',
				'\t\tcreatedChange(polled, object, fallback, generation),\n',
				'\t\t...(object.created === object.modified ? [createdChange(polled, object, fallback, 1)] : []),\n',
			],
			['nodes/WooCommerce/changes.ts', 'if (polled.onlyCreated) return [];', 'return [];'],
		],
		project: 'unit',
		tests: `${MODEL}small`,
	},
	{
		what: 'clock steps are known to one process only, and objects dated ahead of `Date` are new',
		edits: [
			[CLOCK_STEPS, 'if (dateOffset === undefined) return undefined;', 'return undefined;'],
			[ROW_CLOCK, ' || modified > serverNow', ''],
			[ROW_CLOCK, 'const hasJumped = offset > OVERLAP_MS ||', 'const hasJumped = isRight &&'],
		],
		project: 'unit',
		tests: 'poll/read/clockSteps',
	},
	{
		what: 'what a clock step shows is forgotten or counted twice',
		edits: [
			[WINDOW, 'balancedAt - OVERLAP_MS - delayOf(polled, state)', 'balancedAt - OVERLAP_MS'],
			[ROW_CLOCK, 'const isHalfRead = before.pending !== undefined ||', 'const isHalfRead ='],
			[
				'nodes/WooCommerce/poll/deletes/markHidden.ts',
				'if (own.length > 0) state',
				'if (own.length < 0) state',
			],
			[KNOWN, 'if (ledger.drafts.has(row.id) || isDraft(resource, row)) return false;', ''],
		],
		project: 'unit',
		tests: `${MODEL}smallClock`,
	},
	{
		what: 'the model makes no allowance for what no poller can know (a test’s own eye)',
		edits: [
			[
				TRUTH,
				'sequence > (created < this.readFrom(watching) ? balanced : began)',
				'sequence > (created < 0 ? balanced : began)',
			],
			[TRUTH, '!wasCart &&', '(!wasCart || wasCart) &&'],
			[TRUTH, 'ownLife.some(', 'states.some('],
			[TRUTH, 'if (tellings !== this.tellings)', 'if (tellings < 0)'],
		],
		project: 'unit',
		tests: `${MODEL}small`,
	},
	{
		what: 'what a list lacks is gone',
		edits: [
			[
				'nodes/WooCommerce/poll/deletes/confirmDeletes.ts',
				'if (candidates.length <= FEW) return await confirmEach(context, candidates);',
				'if (candidates.length <= FEW) return { trashed: [], gone: candidates, hidden: [] };',
			],
		],
		project: 'unit',
		tests: MODEL,
	},
	{
		what: 'an event has another id each time',
		edits: [
			['nodes/core/eventId.ts', 'kind, revision])}', 'kind, `${revision}${Math.random()}`])}'],
		],
		project: 'unit',
		tests: MODEL,
	},
	{
		what: 'a delivery that was answered counts as one in flight',
		edits: [
			[
				'nodes/host/trigger/delivery/redeliveries.ts',
				"state: 'seen', until: now + key.retriesForMs",
				"state: 'in_flight', until: now + key.retriesForMs",
			],
		],
		project: 'unit',
		tests: `${MODEL}redeliveries`,
	},
	{
		what: 'what a crash left counts as done',
		edits: [
			[
				'nodes/SignedEvent/emit/deduplicator.ts',
				'known.has(id) && !known.has(openKey(id))',
				'known.has(id)',
			],
		],
		project: 'unit',
		tests: `${MODEL}deduplicator`,
	},
	{
		what: 'what is not proven starts the workflow',
		edits: [
			[
				RECEIVE,
				'return decision.ok\n',
				'if (!decision.ok && decision.status === 401) return { workflowData: [[{ json: {} }]] };\n\t\treturn decision.ok\n',
			],
		],
		project: 'n8n',
		tests: 'test/n8n/attacks',
	},
	{
		what: 'no signature fits (in n8n)',
		edits: noSignatureFits,
		project: 'n8n',
		tests: 'test/n8n/attacks',
	},
	{
		what: 'each method is taken, what cannot be read is answered 200, and n8n is set to take more',
		edits: [
			[
				'nodes/host/trigger/webhookTrigger.ts',
				'export const webhookEntries: IWebhookDescription[] = [',
				"export const webhookEntries: IWebhookDescription[] = [\n\t...(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const).map((httpMethod) => ({\n\t\t...receivedEntry,\n\t\thttpMethod,\n\t})),",
			],
			[
				'nodes/WooCommerce/WooCommerceEventsTrigger.node.ts',
				'webhooks: [receivedEntry],',
				"webhooks: (['POST', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const).map((httpMethod) => ({ ...receivedEntry, httpMethod })),",
			],
			['nodes/host/trigger/delivery/decision.ts', 'status: 400,', 'status: 200,'],
			[
				'test/n8n/attacks.suite.ts',
				"NODE_OPTIONS: '--max-old-space-size=640',",
				"NODE_OPTIONS: '--max-old-space-size=640 --insecure-http-parser',\n\t\t\tN8N_PAYLOAD_SIZE_MAX: '100',",
			],
		],
		project: 'n8n',
		tests: 'test/n8n/attacks',
	},
	{
		what: 'a delivery that comes again runs again, and what fails in the workflow is passed over',
		edits: [
			[
				'nodes/host/trigger/delivery/redeliveries.ts',
				'entry !== undefined && now < entry.until',
				'entry !== undefined && now < 0 * entry.until',
			],
			[
				'nodes/host/trigger/execute.ts',
				'if (!functions.continueOnFail())',
				"if (functions.getMode() === 'cli')",
			],
		],
		project: 'n8n',
		tests: 'test/n8n/attacks',
	},
	{
		what: 'secrets are logged, and stored with what they proved',
		edits: [
			[
				DECIDE,
				'if (credential === undefined) return TOO_MANY_WAIT;',
				'if (credential === undefined) return TOO_MANY_WAIT;\n\t\tfunctions.logger.warn(JSON.stringify(credential));',
			],
			[
				RECEIVE,
				'const { chosen } = others;',
				'const chosen = others.chosen.map((one) => ({ ...one, raw: { ...one.raw, leaked: JSON.stringify(connection) } }));',
			],
		],
		project: 'n8n',
		tests: 'test/n8n/attacks',
		names: '28:|5:',
	},
	{
		what: 'vendors are quoted word for word',
		edits: [
			[
				'nodes/host/vendorErrors.ts',
				'...(words ? [redactSecrets(words)] : [])',
				'...(words ? [words] : [])',
			],
		],
		project: 'n8n',
		tests: 'test/n8n/attacks',
		names: '28:|5:',
	},
	{
		what: 'what was emitted is not recorded (in n8n)',
		edits: [
			[WINDOW, 'withinOverlap(state.recent.toMap(), until', 'withinOverlap(new Map(), until'],
		],
		project: 'n8n',
		tests: 'test/faults/change',
	},
	{
		what: 'a poll that failed begins again',
		edits: [
			[
				'nodes/WooCommerce/poll/pollShop.ts',
				'return withPause(noteBroken(',
				'if (worked.problem !== undefined) return { changes: [], problem: worked.problem };\n\t\treturn withPause(noteBroken(',
			],
		],
		project: 'n8n',
		tests: 'test/faults/change',
		names: 'a shop that fails and is busy',
	},
	{
		what: 'the watermark moves on although the poll failed',
		edits: [
			[
				'nodes/WooCommerce/poll/pollResource.ts',
				'if (!probed.ok) return { state: before, changes: [], problem: probed.problem };',
				'if (!probed.ok) return { state: { ...before, watermark: Date.now() }, changes: [], problem: probed.problem };',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/pollShop',
	},
	{
		what: 'the cursor belongs to the workflow, not to the node',
		edits: [
			[
				'nodes/WooCommerce/poll/poll.ts',
				"getWorkflowStaticData('node')",
				"getWorkflowStaticData('global')",
			],
		],
		project: 'n8n',
		tests: 'test/faults/change',
		names: 'renamed',
	},
	{
		what: 'a delivery is answered before n8n has stored it',
		edits: [
			[
				RECEIVE,
				'health.ledger(ref).started++;',
				'health.ledger(ref).started++;\n\tresponse.statusCode = 200;\n\tresponse.end();',
			],
		],
		project: 'n8n',
		tests: 'test/faults/change',
		names: 'takes no more',
	},
	{
		what: 'subscriptions are left behind',
		edits: [
			[
				'nodes/host/trigger/subscription/reconcile.ts',
				'const remove = found.value;',
				'const remove = found.value.slice(99);',
			],
		],
		project: 'n8n',
		tests: 'test/faults/change',
		names: 'webhooks: what',
	},
	{
		what: 'a delivery is answered before n8n has stored it (killed)',
		edits: [
			[
				RECEIVE,
				'health.ledger(ref).started++;',
				'health.ledger(ref).started++;\n\tresponse.statusCode = 200;\n\tresponse.end();',
			],
		],
		project: 'n8n',
		tests: 'test/faults/crash',
	},
	{
		what: 'an event has another id each time (killed)',
		edits: [
			['nodes/core/eventId.ts', 'kind, revision])}', 'kind, `${revision}${Math.random()}`])}'],
		],
		project: 'n8n',
		tests: 'test/faults/crash',
	},
	{
		what: 'no cursor is stored',
		edits: [
			[
				'nodes/WooCommerce/poll/poll.ts',
				'staticData.state = await withPauses(writeState(result.state), shop.pause);',
				'await withPauses(writeState(result.state), shop.pause);',
			],
		],
		project: 'n8n',
		tests: 'test/faults/crash',
	},
	{
		what: 'nothing is as n8n 1.123 wants it: entries, answers, addresses, proofs, ids and sentences',
		edits: [
			[WINDOW, 'withinOverlap(state.recent.toMap(), until', 'withinOverlap(new Map(), until'],
			['nodes/WooCommerce/client/apiErrors.ts', '/signature/i,', '/another signature/i,'],
			['nodes/host/trigger/webhookUrls.ts', "finished: 'setup'", "finished: 'default'"],
			[
				'nodes/host/trigger/webhookTrigger.ts',
				"responseMode: 'onReceived',\n\tresponseData: 'noData',",
				"responseMode: 'onReceived',",
			],
			[
				'nodes/host/trigger/webhookTrigger.ts',
				"responseMode: 'lastNode',\n\tresponseData: 'noData',",
				"responseMode: 'lastNode',",
			],
			[
				RECEIVE,
				'return decision.ok\n',
				'if (!decision.ok && decision.status === 401) return { workflowData: [[{ json: {} }]] };\n\t\treturn decision.ok\n',
			],
			['nodes/core/eventId.ts', 'return `evt_${', 'return `evt.${'],
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'if (configError !== undefined) return',
				"if (configError === '') throw",
			],
		],
		project: 'n8n',
		tests: 'test/n8n/olderLine',
	},
	{
		what: '`finished` answers when it begins',
		edits: [
			[
				'nodes/host/trigger/webhookTrigger.ts',
				"path: 'finished',\n\tresponseMode: 'lastNode',",
				"path: 'finished',\n\tresponseMode: 'onReceived',",
			],
		],
		project: 'n8n',
		tests: 'test/queue/',
		names: 'loses none',
	},
	{
		what: 'what was emitted is not recorded, and each check subscribes again (queue mode)',
		edits: [
			[WINDOW, 'withinOverlap(state.recent.toMap(), until', 'withinOverlap(new Map(), until'],
			[
				'nodes/host/trigger/subscription/reconcile.ts',
				'return ok({ ...plan, servedElsewhere:',
				'return ok({ ...plan, create: subscriptions.wanted(connection, urls.wanted), servedElsewhere:',
			],
		],
		project: 'n8n',
		tests: 'test/queue/',
	},
	{
		what: 'another URL is subscribed, and no cursor is stored (queue mode)',
		edits: [
			['nodes/host/trigger/webhookUrls.ts', "finished: 'setup'", "finished: 'default'"],
			[
				'nodes/WooCommerce/poll/poll.ts',
				'staticData.state = await withPauses(writeState(result.state), shop.pause);',
				'await withPauses(writeState(result.state), shop.pause);',
			],
		],
		project: 'n8n',
		tests: 'test/queue/',
		names: 'subscribes at|polls on',
	},
	{
		what: 'only the process that has subscribed takes deliveries',
		edits: [
			[
				DECIDE,
				'const address = servedUrl(',
				'if (!state.webhookUrls.has(nodeKey(functions))) return { ok: false, status: 503 };\n\tconst address = servedUrl(',
			],
		],
		project: 'n8n',
		tests: 'test/queue/',
	},
	{
		what: 'what the node did not choose starts the workflow',
		edits: [
			[SHOPIFY, 'if (named === undefined)\n\t\treturn {', 'if (named === undefined)\n\t\tthrow {'],
			[
				BOX,
				'if (!triggers.some((one) => isSameTrigger(one, trigger)))',
				'if (triggers.length > 1e9)',
			],
			[
				ECWID,
				'if (!isChosen(connection.eventTypes, object.topic))',
				'if (isChosen([], object.topic))',
			],
			[
				'nodes/WooCommerce/webhooks/vendor.ts',
				"return { ok: true, kind: 'unwanted', topic: result.payload.topic };",
				'return result;',
			],
		],
		project: 'unit',
		tests: '(conformance/|attacks/replays)',
	},
	{
		what: 'a replaced client secret of Shopify lets recorded deliveries start again',
		edits: [
			[
				SHOPIFY,
				"createHash('sha256').update(body).digest('base64')",
				"digests[0].toString('base64')",
			],
		],
		project: 'unit',
		tests: 'attacks/replays',
	},
	{
		what: 'an unsigned id makes another delivery, and an unsigned time counts whatever it is',
		edits: [
			[
				SHOPIFY,
				'fingerprint: JSON.stringify([named.topic,',
				'fingerprint: JSON.stringify([named.topic, webhookId,',
			],
			[WOO, 'fingerprint: digest', 'fingerprint: deliveryId + digest'],
			[
				'nodes/Shopify/occurrence.ts',
				'if (at === undefined || at < receivedAt - RETRIES_FOR_MS || at > receivedAt + MOST_AHEAD_MS)',
				'if (at === undefined || at > receivedAt * RETRIES_FOR_MS * MOST_AHEAD_MS)',
			],
			[
				'nodes/host/trigger/delivery/redeliveries.ts',
				"if (!this.mayStart(key, now)) return 'too_soon';",
				"if (key.signed.length > 1e9 && !this.mayStart(key, now)) return 'too_soon';",
			],
		],
		project: 'unit',
		tests: 'attacks/replays',
	},
	{
		what: 'an old object counts as created, and a stranger makes the node set a secret',
		edits: [
			[
				'nodes/Ecwid/confirm.ts',
				'return createdAt >= at - CREATED_BEFORE_MS && savedAt >= at - SAVED_BEFORE_MS;',
				'return createdAt + savedAt >= at - CREATED_BEFORE_MS - SAVED_BEFORE_MS;',
			],
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				'return savedAt >= suspectSince - CLOCK_MS && savedAt > explainedAt + SAVED_WITHIN_MS;',
				'return savedAt >= 0 * suspectSince * CLOCK_MS * explainedAt * SAVED_WITHIN_MS;',
			],
		],
		project: 'unit',
		tests: '(unit/Ecwid/confirm|unit/WooCommerce/webhooks/subscription)',
	},
	{
		what: 'any item with body and headers is signed, under the id that it names',
		edits: [
			[
				'nodes/SignedEvent/emit/emit.ts',
				'if (!isMapped && isMessage(json))',
				'if (isMessage(json))',
			],
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'if (verification?.ok === false)',
				'if (verification?.ok === undefined)',
			],
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'verification === undefined ? [] : events.flatMap(',
				'events.flatMap(',
			],
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'\t\theaders: own.headers,\n',
				'\t\theaders: { ...own.headers, ...headers },\n',
			],
		],
		project: 'unit',
		tests: 'test/unit/SignedEvent/emit',
		names: 'a resent message',
	},
	{
		what: 'ids of all senders are alike, proven or not',
		edits: [
			[
				'nodes/core/envelope/eventKey.ts',
				'if (sender === undefined && unproven === undefined) return id;',
				'if (sender !== null) return id;',
			],
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'if (event.unproven) return undefined;',
				'if (event.unproven === null) return undefined;',
			],
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				'update(`${signer}\\n`).update(body)',
				"update('').update(body)",
			],
		],
		project: 'unit',
		tests: 'test/unit/SignedEvent/',
		names: 'the sender of an event|an unproven event|two senders',
	},
	{
		what: 'the mark of an unproven event gets lost, and it is signed like any other',
		edits: [
			[
				'nodes/core/envelope/parseEnvelope.ts',
				'...(unproven === undefined || unproven === false ? {} : { unproven: true as const }),',
				'',
			],
			['nodes/core/envelope/cloudElementsEnvelope.ts', '...(unproven ? { unproven } : {}),', ''],
			[
				'nodes/SignedEvent/emit/emit.ts',
				'if (!isUnproven(parsed) || this.settings.perItem[item].signUnproven)',
				'if (!isUnproven(parsed) || this.settings !== undefined)',
			],
		],
		project: 'unit',
		tests: '(unit/core/envelope/parseEnvelope|unit/SignedEvent/emit|unit/SignedEvent/verify)',
		names: 'marks|unproven',
	},
	{
		what: 'a name is looked up once more when it is called, and what cannot be looked up is called',
		edits: [
			[
				ALLOWED,
				'const pinnable = addresses.filter((each) => rules.mayPin(each));',
				"const pinnable = addresses.filter((each) => each === 'none');",
			],
			[
				ALLOWED,
				"return rules.allowsLocal ? { ok: true } : { ok: false, rejection: 'unchecked' };",
				'return { ok: true };',
			],
			['nodes/host/networkAddress.ts', "\t['fd20:ce::/48', 'never'],\n", ''],
		],
		project: 'unit',
		tests: '(unit/SignedEvent/emit/(destination|emit)|attacks/callbackAddresses)',
		names: 'address|name|fd20',
	},
	{
		what: 'a saved credential that passed its check once is not checked by later tests',
		edits: [
			[
				'nodes/host/credentialFields.ts',
				'if (isTest && !checked.has(credential)) throw',
				'if (isTest && checked.has(credential)) throw',
			],
		],
		project: 'unit',
		tests: 'unit/host/credentialFields',
	},
	{
		what: 'any text is a secret',
		edits: [[VERIFY, 'if (length < SHORTEST_TEXT)', 'if (length < 0 * SHORTEST_TEXT)']],
		project: 'unit',
		tests: '(unit/core/envelope/verifySignedEvent|unit/SignedEvent/)',
		names: 'guess|blank|invalid key',
	},
	{
		what: 'the receivers of docs/receive.md accept any secret (PHP, Python, Go)',
		edits: [
			['docs/receive.md', 'if len(key) < 24:', 'if len(key) < 0:'],
			['docs/receive.md', 'strlen($key) < 24', 'strlen($key) < 0'],
			['docs/receive.md', 'len(key) < 24 {', 'len(key) < 0 {'],
		],
		project: 'unit',
		tests: 'unit/docs/snippets',
		names: 'in (python|php|go) ',
	},
	{
		what: 'the receivers for web frameworks accept any request, keep the last body of an ID, or read bodies of any size',
		edits: [
			[
				'docs/receive.md',
				'if (!verification.ok) return response',
				'if (!verification) return response',
			],
			[
				'docs/receive.md',
				'if (!inbox.has(verification.id)) inbox.set(verification.id, body.toString());\n\t\treturn reply',
				'inbox.set(verification.id, body.toString());\n\t\treturn reply',
			],
			['docs/receive.md', 'if (!(length <= MOST_BYTES))', 'if (length < 0)'],
			['docs/receive.md', 'if not is_verified(', 'if None is is_verified('],
		],
		project: 'unit',
		tests: 'unit/docs/receivers',
	},
	{
		what: 'a sample event has members that the vendor does not send',
		edits: [['nodes/Box/samples.ts', "object !== 'item') return", 'id === type) return']],
		project: 'unit',
		tests: 'unit/samples',
		names: 'as Box',
	},
	{
		what: 'any request to a test URL gets a test event, and an active workflow emits one',
		edits: [
			[
				'nodes/host/trigger/testEventRequest.ts',
				'headersDistinct[HEADER]?.[0] === request.token',
				'headersDistinct[HEADER] !== request',
			],
			[
				'nodes/host/testEventOption.ts',
				"functions.getMode() !== 'manual'",
				"functions.getMode() === ''",
			],
		],
		project: 'unit',
		tests: 'unit/(host/trigger/testEventRequest|WooCommerce/poll/sampleEvents)',
	},
	{
		what: 'a test in the editor leaves out the changes of the last minutes, and shows the oldest one',
		edits: [
			[
				'nodes/host/trigger/newestEvent.ts',
				'const GRACE_MS = -SETTLE_MS - 1_000;',
				'const GRACE_MS = 120_000;',
			],
			['nodes/host/trigger/newestEvent.ts', 'event.date >= last.date', 'event.date < last.date'],
		],
		project: 'unit',
		tests: 'unit/host/trigger/newestEvent',
	},
	{
		what: 'what becomes an expression after stripping is put into the workflow',
		edits: [
			[
				'nodes/SignedEvent/convert/resolveParameter.ts',
				'if (!read.ok || holdsExpression(read.value)) {',
				'if (!read.ok || holdsExpression(value)) {',
			],
		],
		project: 'unit',
		tests: 'attacks/convertInstance',
	},
	{
		what: 'trailing slashes are taken off by a quadratic expression',
		edits: [
			[
				'nodes/WooCommerce/client/storeUrl.ts',
				"sitePath(withoutTrailing(url.pathname, '/'))",
				"sitePath(withoutTrailing(url.pathname.replace(/\\/+$/, ''), '/'))",
			],
		],
		project: 'unit',
		tests: 'attacks/regularExpressions',
		names: 'WooCommerce/store',
	},
	{
		what: 'a poll takes an id that every object has for one it knows',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/unorderedList.ts',
				'const last = next.get(id) ?? digests.get(id);',
				'const last = next.get(id) ?? digests.get(id) ?? (id in {} ? id : undefined);',
			],
		],
		project: 'unit',
		tests: 'attacks/remoteNames',
	},
	{
		what: "a vendor's line breaks reach the log",
		edits: [
			[
				'nodes/host/log.ts',
				'return shownText(`${node.getNode().name}: ${text}`);',
				'return `${node.getNode().name}: ${text}`;',
			],
		],
		project: 'unit',
		tests: 'attacks/remoteNames',
	},
	{
		what: 'each refused delivery has the credential read again, and genuine ones wait for that',
		edits: [
			[CACHE, 'if (wait > 0) await this.pause(wait);', ''],
			[
				CACHE,
				'const cached = this.freshOf(entry);',
				'const cached = reading === undefined ? this.freshOf(entry) : undefined;',
			],
			[
				'nodes/host/trigger/delivery/boundedQueue.ts',
				'if (isFull && this.deliveries > 0) return undefined;',
				'void isFull;',
			],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/delivery/receive',
		names: 'the credential that',
	},
	{
		what: 'a request has no deadline of its own, and its answer no limit',
		edits: [
			[HTTP, 'AbortSignal.timeout(limits.deadlineMs)', 'AbortSignal.timeout(3_600_000)'],
			[HTTP, 'bytes.length + chunk.length > mostBytes', 'bytes.length > 3 * mostBytes'],
		],
		project: 'unit',
		tests: 'test/unit/host/http',
	},
	{
		what: 'the signal of an execution takes the place of a deadline, and a refused body stays open',
		edits: [
			[HTTP, 'AbortSignal.any([deadline, other])', 'other'],
			['nodes/host/oauth2.ts', 'error?.request?.destroy?.();', ''],
		],
		project: 'unit',
		tests: 'test/unit/host/http',
	},
	{
		what: 'a deactivation waits for whoever is at work',
		edits: [
			[
				'nodes/host/trigger/subscription/removeSubscriptions.ts',
				'const removing = remove(removal);',
				'const removing = mutex.runExclusive(node, async () => await remove(removal));',
			],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/subscription/lifecycle',
	},
	{
		what: 'durations are measured by the time of day, and a pause is as long as a vendor says',
		edits: [
			['nodes/host/clock.ts', 'performance.now()', 'Date.now()'],
			[
				'nodes/WooCommerce/poll/pollShop.ts',
				'now >= pausedAt && now < notBefore',
				'now < notBefore && pausedAt < now + 1e15',
			],
			[
				'nodes/core/retryAfter.ts',
				'Math.min(Number(text) * SECOND, longest)',
				'Number(text) * SECOND',
			],
		],
		project: 'unit',
		tests: 'unit/(Ecwid/client/rateLimiter|WooCommerce/poll/poll.test|core/retryAfter)',
	},
	{
		what: 'lists are read as long as the vendor names another page',
		edits: [
			['nodes/host/pages.ts', 'page < mostPages', 'page < 300'],
			['nodes/host/pages.ts', ' || seen.has(cursor)', ''],
			['nodes/Ecwid/client/pages.ts', 'shown === this.lastPage && !isBack', 'shown === undefined'],
			[
				'nodes/WooCommerce/poll/scan/unorderedList.ts',
				'isLast || isRepeated || length',
				'isLast || (isRepeated && !length) || length',
			],
		],
		project: 'unit',
		tests: 'attacks/endlessLists',
	},
	{
		what: 'whoever knows the URL of the legacy notifications has Ecwid asked as often as he likes',
		edits: [
			[
				'nodes/Ecwid/legacy/requestAllowance.ts',
				'this.requests.length >= this.most.requests || forOrder',
				'forOrder + 0 * this.most.requests < 0 && forOrder',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/legacy/normalize',
	},
	{
		what: 'a poll is skipped without a word',
		edits: [
			[
				'nodes/WooCommerce/poll/poll.ts',
				'skipped a poll of ${shop.store.account}: the previous',
				'polls ${shop.store.account}: the previous',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/poll.test',
	},
	{
		what: 'a poll works on millions of ids without a pause',
		edits: [
			[
				'nodes/WooCommerce/poll/ids/slices.ts',
				'if (this.left > 0) return false;',
				'if (this.left > -Infinity) return false;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/(ids/(idSet|digests)|slices|poll.test)',
	},
	{
		what: 'an id set rebuilds all of its parts for a few ids, or leaves runs that touch apart',
		edits: [
			[
				'nodes/WooCommerce/poll/ids/runs.ts',
				'if (part.starts[0] <= this.end) {',
				'if (part.starts[0] < this.end) {',
			],
			['nodes/WooCommerce/poll/ids/idSet.ts', 'if (run.start >= limit) {', 'if (limit < 0) {'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/ids/idSet',
	},
	{
		what: 'a cursor that one wrong date put into the future stays there',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'if (restarted !== undefined) {',
				'if (restarted !== undefined && problem !== undefined) {',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
	},
	{
		what: 'pages that are longer than asked for are added up',
		edits: [
			['nodes/Ecwid/client/listing.ts', 'items.length > PAGE', 'items.length > Infinity'],
			['nodes/host/pages.ts', 'rows.length > mostRows', 'rows.length === Infinity'],
		],
		project: 'unit',
		tests: 'attacks/endlessLists',
	},
	{
		what: 'a token that Ecwid blocked is forgotten for an idle one',
		edits: [
			['nodes/Ecwid/client/rateLimiter.ts', '!limiter.isInUse(now)', 'limiter === undefined'],
		],
		project: 'unit',
		tests: 'unit/Ecwid/client/rateLimiter',
	},
	{
		what: 'unsigned forms cost requests while Ecwid throttles',
		edits: [
			[
				'nodes/Ecwid/connect.ts',
				'attempts: 1, longestWaitMs: 0',
				'attempts: 2, longestWaitMs: 60_000',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/legacy/normalize',
	},
	{
		what: 'a recorded order that is sent again as a deletion makes Skip Duplicates drop the real one',
		edits: [
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'if (!event.unsigned?.some((field) => NAMING.includes(field))) return key;',
				'if (!event.unsigned?.some((field) => NAMING.includes(`${field}s`))) return key;',
			],
		],
		project: 'unit',
		tests: '(unit/SignedEvent/emit/emit|attacks/replays)',
		names: 'unsigned part|genuine deletion',
	},
	{
		what: 'a member of an instance that stands twice is dropped without a word',
		edits: [
			[
				'nodes/SignedEvent/convert/read/definition.ts',
				'taken.has(key) ? `configuration.${key}` : key,',
				'taken.has(key) ? key : key,',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/convert/convertInstance',
		names: 'every leaf',
	},
	{
		what: 'an exception ends what follows: the other resources, lists and subscriptions',
		edits: [
			[
				'nodes/host/exceptions.ts',
				'const message = shownText(',
				'if (error) throw error;\n\t\tconst message = shownText(',
			],
		],
		project: 'unit',
		tests:
			'unit/(WooCommerce/poll/pollShop|Ecwid/catchUp/look|host/trigger/subscription/reconcile)',
	},
	{
		what: 'a page that is longer than asked for is used, and unordered lists fill the stored data',
		edits: [
			['nodes/WooCommerce/client/api.ts', 'if (length > Number(', 'if (rows.length < 0 * Number('],
			[
				'nodes/WooCommerce/poll/scan/unorderedList.ts',
				'if (needed > Math',
				'if (needed < 0 * Math',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/scan/(scanList|unorderedList)',
	},
	{
		what: 'an update of the second of a creation that another process received is lost',
		edits: [
			[
				'nodes/WooCommerce/webhooks/normalize.ts',
				'return creationHashes.isEcho(reported);',
				'return !creationHashes.isEcho(reported);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/webhooks',
	},
	{
		what: 'any number of deliveries wait for the first reading of a credential',
		edits: [
			[CACHE, 'first: { deliveries: 300, bytes: 64', 'first: { deliveries: 3e9, bytes: 64e9'],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/delivery/receive',
	},
	{
		what: 'a look for missed events that hangs is never given up, and a cursor is never moved back',
		edits: [
			[
				'nodes/host/trigger/catchUp/lookForMissed.ts',
				'AbortSignal.any([controller.signal, AbortSignal.timeout(LOOK_WITHIN_MS)])',
				'AbortSignal.any([])',
			],
			[
				'nodes/host/trigger/position.ts',
				'return moved > 0 || (moved === 0 && position.watermark > stored.watermark);',
				'return Number.isFinite(moved) && position.watermark > stored.watermark;',
			],
		],
		project: 'unit',
		tests: 'test/unit/host/trigger/catchUp',
	},
	{
		what: 'a forged form suppresses the genuine one, and fills the memory of signed deliveries',
		edits: [
			[RECEIVE, '\t\tisUnsigned && changes', '\t\tisUnsigned && receivedAt < 0 && changes'],
			[
				ADMIT,
				'isUnsigned ? state.unsignedRedeliveries',
				'isUnsigned && clock() < 0 ? state.unsignedRedeliveries',
			],
		],
		project: 'unit',
		tests: 'attacks/replays',
	},
	{
		what: 'one wrong date turns the past into events, or loses what happens within minutes',
		edits: [
			['nodes/Ecwid/catchUp/look.ts', '|| !isAhead(cursor, now)', ''],
			[
				'nodes/Ecwid/catchUp/look.ts',
				'windowAt(endOf(serverNow, now())).to',
				'windowAt(serverNow).to',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
	},
	{
		what: 'an unsigned header names the shop, and the object of a next-generation event',
		edits: [
			[
				SHOPIFY,
				'signedShop ?? headers[family.shop]',
				'(headers[family.shop] as string) ?? signedShop',
			],
			[
				'nodes/Shopify/nextGeneration.ts',
				'signedId ?? readId(header)',
				'readId(header) ?? signedId',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/verify',
	},
	{
		what: 'a node whose webhooks are made by hand removes what it finds, and another shop is subscribed',
		edits: [
			['nodes/Shopify/subscription.ts', 'isByHand: ({ isByHand }) => isByHand,', ''],
			['nodes/Shopify/credential.ts', 'if (domain === shop.domain)', 'if (domain !== "")'],
		],
		project: 'unit',
		tests: 'unit/Shopify/(subscription|inspect|credential)',
	},
	{
		what: 'catch-up of Shopify reads up to the present second, which the search does not show yet',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'nextWindow(watermark, since, serverNow - graceMs)',
				'nextWindow(watermark, since, serverNow + WEBHOOK_GRACE_MS)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'catch-up of Shopify skips the creation of an object that was changed after the window',
		edits: [
			[
				'nodes/Shopify/catchUp/lists.ts',
				'...(isWithin(created)',
				'...(isWithin(created) && isWithin(modified)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look|model/shopifyCatchUp',
	},
	{
		what: 'catch-up of Shopify skips what was read by id and changed before the list ended',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'return { from, at: Math.max(at ?? 0, ...ids), to };',
				'return { from: Math.min(from, to), at: Math.max(at ?? 0, ...ids) };',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'catch-up of Shopify takes the date of an unsettled row for its place in a list',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'.filter((date) => date < to)',
				'.filter((date) => date < to + 1e9)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'the first execution of a look stores the cursor of the last',
		edits: [
			[
				'nodes/host/trigger/execute.ts',
				'keepCursor(functions, progress);',
				'keepCursor(functions, { ...progress, settled: progress.cursor });',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'in queue mode, executions of webhooks store no cursor',
		edits: [
			[
				'nodes/host/trigger/delivery/receive.ts',
				'return cursor === undefined ? toItem(event) : wrapTold(event, cursor);',
				'return toItem(wrapTold === undefined ? events[0] : event);',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'in queue mode, catch-up repeats what webhook processes received',
		edits: [
			[
				'nodes/host/trigger/reportedElsewhere.ts',
				'.filter(({ event }) => event === undefined || !isReported(event))',
				'.filter(({ event }) => event === undefined || !isReported(event) || true)',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'in queue mode, a retry by hand of a failed catch-up emits nothing',
		edits: [
			[
				'nodes/host/trigger/reportedElsewhere.ts',
				'if (added.length > 0) await store.remove(added);',
				'if (added.length < 0) await store.remove(added);',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a state that catch-up emitted suppresses webhooks for ever',
		edits: [
			[
				'nodes/host/trigger/recentEvents.ts',
				'?? -Infinity) >= since',
				'?? -Infinity) >= since - 1e12',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: "Box's catch-up keeps the moves of a page that it could not read to its end",
		edits: [
			[
				'nodes/Box/catchUp/places.ts',
				'this.own.set(key, this.link(parentId, at));',
				'this.added.set(key, this.link(parentId, at));',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up shares places between nodes",
		edits: [
			[
				'nodes/Box/catchUp/places.ts',
				"private readonly node = '',",
				"_node = '',\n\t\tprivate readonly node = '',",
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up does not ask again for the events of an enterprise",
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'next.deniedAt = start.deniedAt ?? watermark;',
				'delete next.enterprise;',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: 'catch-up begins at a single wrong Date',
		edits: [
			[
				'nodes/core/window.ts',
				'return isNearer || isSameTime(second, first) ? second : first;',
				'return isNearer ? first : second;',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/begin',
	},
	{
		what: 'catch-up of Shopify misses a customer who changes while pages are read',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'return await readPages(connection, paced, list, cursor, { ...start, from, at: 0 }, graceMs);',
				'read.next = { from, at: 0 };',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'catch-up of Shopify takes a page without a cursor for the last one',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'if (hasNextPage && !endCursor)',
				'if (hasNextPage && endCursor === dateOf.name)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'a body of orders/paid with only an id passes for a deletion',
		edits: [
			['nodes/Shopify/subscription.ts', '(kind !== eventType && !mayBeBare)', 'kind !== eventType'],
		],
		project: 'unit',
		tests: 'unit/Shopify/subscription',
	},
	{
		what: 'an execution whose end n8n does not report holds the stored cursor for ever',
		edits: [
			[
				'nodes/host/trigger/catchUpState.ts',
				'PARTS_END_WITHIN_MS = 3_600_000',
				'PARTS_END_WITHIN_MS = Infinity',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'in queue mode, a key that was only asked about suppresses an event',
		edits: [
			[
				'nodes/host/trigger/reportedElsewhere.ts',
				'return new Set(first.filter((key) => proofs.has(proofOf(key))));',
				'return new Set(first.filter((key) => proofs.has(proofOf(key)) || true));',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'catch-up of Ecwid skips a creation that changed after the window',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'at === undefined || at < from) return [];',
				'at === undefined || at < from || at >= to) return [];',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
	},
	{
		what: "Box's catch-up keeps the places of a look whose result was not used",
		edits: [
			[
				'nodes/Box/catchUp/places.ts',
				'if (added?.cursor !== cursor) return',
				'if (added === undefined) return',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up skips the history of the time in which Box rejected it",
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'const gap = gapOf(deniedAt, [read], now);',
				'const gap = gapOf(now, [read], deniedAt);',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: 'catch-up of Shopify stands still without lists',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'if (lists.length === 0) ends.push(',
				'if (lists.length < 0) ends.push(',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'catch-up of Ecwid stands still without lists',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'watermark: Math.max(watermark, floorToSecond(now))',
				'watermark: Math.min(watermark, floorToSecond(now))',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
	},
	{
		what: "Box's catch-up emits the events of days in which a trigger was not chosen",
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'if (next[stream] !== undefined) next[stream] = { position: LATER };',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: 'the webhook of another workflow keeps the poll from emitting a change',
		edits: [
			[
				'nodes/WooCommerce/creationHashes.ts',
				'if (this.contents.get(name)?.has(address)) this.noteContent(name, address, hash);',
				'if (this.contents.has(name)) this.contents.set(name, new Map([[address, hash]]));',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/twoWorkflows',
	},
	{
		what: 'a coupon that returns to an earlier content within minutes starts no execution',
		edits: [
			[
				'nodes/WooCommerce/webhooks/verify.ts',
				'resource?.objectType === COUPONS ? { occurrence } : {}',
				'resource?.objectType === `${COUPONS}?` ? { occurrence } : {}',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/twoWorkflows',
	},
	{
		what: 'a failed execution of a webhook keeps catch-up from emitting its event',
		edits: [
			[
				'nodes/host/trigger/execute.ts',
				'const mayFail = isAcknowledgedLate(asTrigger);',
				'const mayFail = false;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/(catchUp|execute)',
	},
	{
		what: 'a failed execution of catch-up swallows the retries of the vendor',
		edits: [
			[
				'nodes/host/trigger/delivery/receive.ts',
				'const isLate = isAcknowledgedLate(functions);',
				'const isLate = false;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'the poll does not store that it is at another address',
		edits: [
			[
				'nodes/WooCommerce/poll/unstoredState.ts',
				'		this.nodes.set(node, { isUnstored: true });',
				'		this.nodes.delete(node);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/sameShop',
	},
	{
		what: 'a forged body settles the genuine delivery of its delivery id',
		edits: [[RECEIVE, 'const attempt = randomUUID();', 'const attempt = `${change.deliveryId}`;']],
		project: 'unit',
		tests: 'attacks/forgedBodies',
	},
	{
		what: 'what an execution confirmed never counts for catch-up',
		edits: [[RECEIVE, 'noteKeys(recentIds, confirmed.get(attempt) ?? [], now);', '']],
		project: 'unit',
		tests: 'unit/host/trigger/execute',
	},
	{
		what: 'catch-up of Shopify shows a REST object in a later state than its change',
		edits: [
			[
				'nodes/Shopify/catchUp/restObjects.ts',
				"return eventType === 'CREATED' || readDate(modified) === Date.parse(date);",
				"return eventType === 'CREATED' || readDate(modified) !== Date.parse(`${date}?`);",
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/restObjects',
	},
	{
		what: 'catch-up of Shopify emits GraphQL objects while the REST API is failing',
		edits: [
			['nodes/Shopify/catchUp/restObjects.ts', 'if (isPassing(read.problem)) return read;', ''],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/restObjects',
	},
	{
		what: 'catch-up of Shopify uses up the rate limit of the REST API',
		edits: [
			[
				'nodes/Shopify/catchUp/pacedAsk.ts',
				'const tooMany = calls.used + 1 - calls.allowed * LEFT_TO_OTHERS;',
				'const tooMany = calls.used + 1 - calls.allowed;',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/restObjects',
	},
	{
		what: 'catch-up of Shopify believes the feed of deletions',
		edits: [
			['nodes/Shopify/catchUp/deletions.ts', '!existing.has(gid)', '!existing.has(`${gid} `)'],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'catch-up of Shopify uses up the rate limit',
		edits: [['nodes/Shopify/catchUp/pacedAsk.ts', 'LEFT_TO_OTHERS = 0.5', 'LEFT_TO_OTHERS = 0']],
		project: 'unit',
		tests: 'unit/Shopify/catchUp',
	},
	{
		what: 'catch-up of Shopify emits what a filter excludes',
		edits: [
			[
				'nodes/Shopify/catchUp/lists.ts',
				"(filters.get(topic) ?? settings.filter) !== ''",
				'(filters.get(topic) ?? settings.filter) === topic',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'a recorded order that is sent as a deletion of Shopify suppresses the true one',
		edits: [
			[
				'nodes/Shopify/state.ts',
				'return isBare || isSample;',
				'return isBare || isSample || names.length > 0;',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/state',
	},
	{
		what: 'webhook and catch-up of Shopify name a state differently',
		edits: [
			[
				'nodes/Shopify/state.ts',
				'updatedState(modified), isSigned',
				'updatedState(modified + 1_000), isSigned',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/state|model/shopifyCatchUp',
	},
	{
		what: 'a copy of n8n takes the subscriptions that the first one serves, or removes them',
		edits: [
			[
				'nodes/host/trigger/subscription/servedElsewhere.ts',
				'status === SERVED_ELSEWHERE &&',
				'status < SERVED_ELSEWHERE &&',
			],
			[
				'nodes/host/trigger/subscription/reconcile.ts',
				'own.includes(subscriptions.urlOf(one))',
				"placeOf(subscriptions.urlOf(one), { all, wanted: '' }) !== 'elsewhere'",
			],
		],
		project: 'unit',
		tests: 'test/conformance/',
		names: 'origin|copy',
	},
	{
		what: 'each node reads its own list, and one webhook that cannot be read ends it',
		edits: [
			[
				'nodes/host/trigger/subscription/sharedListings.ts',
				'shared.order > (this.changes.get(node) ?? 0)',
				"shared.order > (this.changes.get(node) ?? 0) && node === ''",
			],
			['nodes/Box/api.ts', '!UNREADABLE.includes(one.problem.reason)', 'ids.length >= 0'],
		],
		project: 'unit',
		tests: 'unit/Box/limits',
	},
	{
		what: 'a rate limit is never waited out, and fails an activation',
		edits: [
			['nodes/host/patience.ts', 'if (end > deadline) return false;', 'if (end > 0) return false;'],
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'return isThrottled(problem) && !isTest(functions);',
				'return isThrottled(problem) && isTest(functions);',
			],
		],
		project: 'unit',
		tests: 'unit/Box/limits|unit/host/patience',
	},
	{
		what: 'a replay takes the starts that a genuine retry or a delivery of WooCommerce needs',
		edits: [
			[
				'nodes/host/trigger/delivery/redeliveries.ts',
				'now < allowance.keptUntil &&',
				'now < 0 * allowance.keptUntil &&',
			],
			[ADMIT, 'if (key.isNeverRetried !== true) {', 'if (key.signed.length > 0) {'],
		],
		project: 'unit',
		tests: 'attacks/replays',
	},
	{
		what: 'a signed body that is no event is rejected, and a delete has the date of the last change',
		edits: [
			[
				'nodes/Shopify/verify.ts',
				"return withoutObject(named.topic, 'id');",
				'return reject(REJECTION.signatureMismatch);',
			],
			[
				'nodes/Shopify/normalize.ts',
				"return dateOf(holder, topic.eventType === 'DELETED'",
				"return dateOf(holder, topic.kind === 'DELETED'",
			],
		],
		project: 'unit',
		tests: 'unit/Shopify',
	},
	{
		what: 'a slow resource takes the time of all, and each forged request writes a line to the log',
		edits: [
			[
				'nodes/WooCommerce/poll/pollShop.ts',
				'state: { ...state, [waits]: waited },',
				'state: { ...state, [waits]: undefined },',
			],
			[
				'nodes/host/trigger/delivery/logLimit.ts',
				'const isLogged = available > 0;',
				'const isLogged = available > -1;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/pollShop|unit/host/trigger/delivery/logLimit',
	},
	{
		what: 'one odd response decides that a list has no order, and one object confirms all deletes',
		edits: [
			[
				'nodes/WooCommerce/poll/beginResource.ts',
				'if (probed.ok || polled.resource.isMeasured) return false;',
				'if (probed.ok) return false;',
			],
			[
				'nodes/WooCommerce/poll/deletes/confirmDeletes.ts',
				'ranked.slice(0, SAMPLE)',
				'ranked.slice(0, 0)',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/(pollShop|deletes)',
	},
	{
		what: 'members of a signed message that an event has no field for are dropped',
		edits: [
			[
				'nodes/core/event.ts',
				'change.attributes === undefined ? {}',
				'change.attributes !== undefined ? {}',
			],
			[
				'nodes/core/envelope/cloudEvents.ts',
				"event.attributes?.specversion === '1.0'",
				"event.attributes?.specversion === '0'",
			],
		],
		project: 'unit',
		tests: 'conformance/cloudEvents|unit/core/envelope/parseEnvelope',
	},
	{
		what: 'bytes of a CloudEvent are taken for a text, and a body without JSON is rejected',
		edits: [
			[
				'nodes/core/envelope/cloudEventData.ts',
				'decoded === undefined ? { data_base64: base64 }',
				'decoded === undefined ? { data: base64 }',
			],
			[
				'nodes/core/envelope/parseEnvelope.ts',
				"parsed.reason === 'malformed' ? { data: text }",
				"parsed.reason === 'too_deep' ? { data: text }",
			],
		],
		project: 'unit',
		tests: 'conformance/cloudEvents|unit/core/envelope/parseEnvelope',
	},
	{
		what: 'header values of a CloudEvent are not decoded',
		edits: [['nodes/core/envelope/parseEnvelope.ts', '? decodeHeaderValue(value) :', '? value :']],
		project: 'unit',
		tests: 'unit/core/envelope/parseEnvelope',
		names: 'decoded header values',
	},
	{
		what: 'headers of Svix and of Standard Webhooks are combined',
		edits: [
			[
				VERIFY,
				'const values = names.map((name) => headers.get(name) ?? []);',
				"const values = names.map((name) => headers.get(name) ?? headers.get(name.replace('webhook', 'svix')) ?? []);",
			],
		],
		project: 'unit',
		tests: 'unit/core/envelope/verifySignedEvent',
		names: 'Svix',
	},
	{
		what: 'a secret in another form than whsec_ is taken for a text',
		edits: [
			[VERIFY, 'if (/wh(?:sec|sk|pk)_/i.test(text))', 'if (/wh(?:sec|sk|pk)_{9}/i.test(text))'],
		],
		project: 'unit',
		tests: 'unit/core/envelope/verifySignedEvent|unit/SignedEvent/testSecret',
	},
	{
		what: 'JSON after a byte order mark is rejected',
		edits: [
			['nodes/core/json.ts', "given.startsWith('\\ufeff')", "given.startsWith('\\ufeff\\ufeff')"],
		],
		project: 'unit',
		tests: 'unit/core/json|attacks/oddAnswers|test/conformance/',
		names: 'BOM|byte order',
	},
	{
		what: 'a topic of a plugin is UNKNOWN, and a legacy body is taken for the object',
		edits: [
			[
				'nodes/WooCommerce/webhooks/topics.ts',
				"action === undefined || word === 'action'",
				"action === undefined || word !== ''",
			],
			[
				'nodes/WooCommerce/webhooks/normalize.ts',
				"!isId(body.id) && action !== 'deleted'",
				"isId(body.id) && action === 'deleted'",
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/pluginTopics',
	},
	{
		what: 'a signed body that names no object starts nothing and is not logged',
		edits: [[WOO, 'if (missing !== undefined) return', "if (missing === 'none') return"]],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/pluginTopics',
	},
	{
		what: 'a URL that the vendor cannot call or n8n does not serve is subscribed, also at a restart',
		edits: [
			[
				'nodes/host/trigger/callableUrl.ts',
				'return unservedReason(node, url) ?? (callable && uncallableReason(url, callable));',
				"return node.name === '' ? unservedReason(node, url) : callable && url === '' ? uncallableReason(url, callable) : undefined;",
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/(callableUrl|subscription/lifecycle)',
	},
	{
		what: 'each rejection is blamed on the secrets, which a proxy makes the node set again',
		edits: [
			[
				'nodes/host/trigger/delivery/nextStep.ts',
				'NEXT_STEPS[reason] ?? CHECK',
				"(NEXT_STEPS[reason] ?? '').slice(99) || CHECK",
			],
			[
				'nodes/WooCommerce/webhooks/vendor.ts',
				'!isNotPhpJson(delivery.body)',
				'delivery !== undefined',
			],
			['nodes/Shopify/subscription.ts', '/already been taken/i', '/^$/'],
		],
		project: 'unit',
		tests:
			'unit/(host/trigger/delivery/receive|WooCommerce/webhooks/subscription|Shopify/subscription)',
	},
	{
		what: 'a topic has the filter for all topics, and its event has no version of the payload',
		edits: [
			['nodes/Shopify/subscription.ts', 'filters.get(topic.topic)', 'filters.get(`${topic}?`)'],
			['nodes/core/event.ts', '(change.apiVersion === undefined', "(change.apiVersion !== ''"],
		],
		project: 'unit',
		tests: 'unit/Shopify/(topicFilters|normalize)',
	},
	{
		what: 'a check subscribes a shop that it did not ask for, and each node of a workflow waits for itself',
		edits: [
			[
				'nodes/host/trigger/subscription/checkSubscriptions.ts',
				'if (!inspected.ok)',
				'if (!inspected.ok && signal.aborted)',
			],
			[
				'nodes/host/trigger/subscription/removeSubscriptions.ts',
				'now < known + NEXT_NODE_WITHIN_MS ?',
				'now < 0 * (known + NEXT_NODE_WITHIN_MS) ?',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription/lifecycle',
	},
	{
		what: 'no connection waits for a rate limit',
		edits: [
			['nodes/Shopify/connect.ts', 'pause: patience.wait', 'pause: (patience && NO_PATIENCE).wait'],
			['nodes/Box/connect.ts', 'patience,\n\t\t),', 'patience && NO_PATIENCE,\n\t\t),'],
			[
				'nodes/WooCommerce/client/connect.ts',
				'patientSend(timed, patience)',
				'patientSend(timed, patience && NO_PATIENCE)',
			],
		],
		project: 'unit',
		tests: 'test/conformance/rateLimits',
	},
	{
		what: "Box's event shows only the object, not who changed it and how",
		edits: [['nodes/Box/normalize.ts', 'raw: body }', 'raw: source ?? body }']],
		project: 'unit',
		tests: 'unit/Box/normalize|unit/golden',
	},
	{
		what: 'a new version of a file is a new file',
		edits: [
			['nodes/Box/normalize.ts', 'return isModified || [', 'return !isModified && ['],
			['nodes/Box/normalize.ts', '&& Number(count) > 0', '&& Number(count) < 0'],
		],
		project: 'unit',
		tests: 'unit/Box/normalize|unit/golden',
	},
	{
		what: "Box's signed delivery without an object is refused, so that Box repeats it ten times",
		edits: [
			[BOX, "return withoutObject(trigger, 'source');", 'return reject(REJECTION.bodyMalformed);'],
		],
		project: 'unit',
		tests: 'unit/Box/verify|unit/golden',
	},
	{
		what: 'the details of a trashed item are waited for without an end, and a failure ends the event',
		edits: [
			[
				'nodes/Box/details.ts',
				'AbortSignal.timeout(withinMs)',
				'AbortSignal.timeout(withinMs * 1e4)',
			],
			['nodes/Box/details.ts', 'details === undefined ? change :', 'details === null ? change :'],
		],
		project: 'unit',
		tests: 'unit/Box/details|unit/golden',
	},
	{
		what: 'an order of Ecwid without data.orderId is refused, and so is the date as a text',
		edits: [
			[ECWID, 'entityId, isSingle ? storeId', 'idFrom ? undefined : entityId, isSingle ? storeId'],
			[
				ECWID,
				"typeof value !== 'number' && typeof value !== 'string'",
				"typeof value !== 'number'",
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/verify|unit/golden',
	},
	{
		what: 'what Ecwid signed without an object is refused, so that Ecwid blocks the URL',
		edits: [
			[
				ECWID,
				"if ('missing' in object) return withoutObject(object.topic, object.missing);",
				"if ('missing' in object) return reject(REJECTION.bodyMalformed);",
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/verify|unit/golden',
	},
	{
		what: "an object of another store is fetched with the first store's token",
		edits: [
			[
				'nodes/Ecwid/connection.ts',
				'return ask && { ...connection, storeId, ask };',
				'return ask && { ...connection, storeId };',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/confirm',
	},
	{
		what: 'a list is shared after its credential has changed, and a removal deletes any webhook of its id',
		edits: [
			[
				'nodes/host/trigger/subscription/sharedList.ts',
				'const key = JSON.stringify([id, content, config.vendor.account(connection)]);',
				"const key = JSON.stringify([id, content.slice(99), config.vendor.elementKey + '']);",
			],
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				'if (!isSameUrl(row.value.delivery_url, address))',
				'if (row.value.delivery_url === undefined)',
			],
		],
		project: 'unit',
		tests: 'attacks/changedCredential|attacks/oddSubscriptions',
	},
	{
		what: 'the claim of an n8n is believed at any address, without its secret',
		edits: [
			[
				'nodes/host/trigger/subscription/claim.ts',
				"isDigest(digest(one, 'claim', origin, own), proof)",
				"isDigest(digest(one, 'claim', origin, own), proof) || proof !== ''",
			],
			[
				'nodes/host/trigger/subscription/servedElsewhere.ts',
				'if (isGuessable(secret)) return false;',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription',
	},
	{
		what: 'a name that resolves to a metadata service is asked, and the 421 of any server is believed',
		edits: [
			[
				'nodes/host/trigger/subscription/servedElsewhere.ts',
				"if (!checked.ok && checked.rejection !== 'unchecked') return false;",
				'',
			],
			[
				'nodes/host/trigger/subscription/servedElsewhere.ts',
				'isAnswer(answered[ANSWER_HEADER], claim, secret)',
				"answered[ANSWER_HEADER] !== ''",
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription/servedElsewhere',
	},
	{
		what: 'a second publication by an event of the next generation has the id of the first one',
		edits: [
			[
				'nodes/Shopify/nextGeneration.ts',
				'kind: isPlain ? eventType : chosen.kind,',
				'kind: isPlain ? chosen.kind : eventType,',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/verify',
		names: 'publication',
	},
	{
		what: 'no subscription is recognized as moved, and a renewed token makes the node list twice',
		edits: [
			['nodes/host/trigger/subscription/placeOf.ts', "isMoved ? 'moved'", "isMoved ? 'elsewhere'"],
			[
				'nodes/host/trigger/subscription/sharedList.ts',
				'oauthTokenData: undefined }',
				'oauthTokenDate: undefined }',
			],
		],
		project: 'unit',
		tests: 'unit/Box/limits|unit/host/trigger/subscription/placeOf',
	},
	{
		what: 'a privacy request without a customer is lost, and an unknown event of Ecwid is about its entity',
		edits: [
			[
				'nodes/Shopify/verify.ts',
				'(payload.customer ?? null) === null &&',
				'payload.customer === undefined &&',
			],
			[
				'nodes/Ecwid/eventTypes.ts',
				'EVENTS.get(topic) ?? SUBJECTS.get(word) ??',
				"EVENTS.get(topic) ?? SUBJECTS.get(word + '.') ??",
			],
		],
		project: 'unit',
		tests: 'unit/(Shopify|Ecwid)/verify|unit/golden',
	},
	{
		what: 'a notice of Shopify has the date of the object that it does not change',
		edits: [['nodes/Shopify/normalize.ts', 'if (topic.isOccurrence) return undefined;', '']],
		project: 'unit',
		tests: 'unit/Shopify/normalize',
		names: 'has the date of the event, and two are two',
	},
	{
		what: 'a delete at Shopify has the date of the last change',
		edits: [
			[
				'nodes/Shopify/normalize.ts',
				"dateOf(holder, topic.eventType === 'DELETED' ? 'deleted' : 'modified')",
				"dateOf(holder, 'modified')",
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/normalize',
		names: 'has the date of the deletion',
	},
	{
		what: "Box's other spellings of its triggers are unknown",
		edits: [
			[
				'nodes/Box/triggers.ts',
				'(ALIASES.get(left) ?? left) === (ALIASES.get(right) ?? right)',
				'left === right',
			],
		],
		project: 'unit',
		tests: 'unit/Box/verify',
		names: 'is recognized under the name',
	},
	{
		what: 'a signed body of WooCommerce without an id is a change',
		edits: [
			[
				'nodes/WooCommerce/webhooks/body.ts',
				"if (!isAction) return 'id';",
				'if (!isAction) return undefined;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/pluginTopics',
		names: 'is ignored and logged',
	},
	{
		what: 'a Standard Webhooks secret with its version is a text',
		edits: [
			[
				'nodes/core/envelope/verifySignedEvent.ts',
				"pasted.trim().replace(/^v1,\\s*(?=whsec_)/, '')",
				'pasted.trim()',
			],
		],
		project: 'unit',
		tests: 'unit/core/envelope/verifySignedEvent',
		names: 'secret is read',
	},
	{
		what: "Ecwid's milliseconds are seconds",
		edits: [
			[
				'nodes/Ecwid/verify.ts',
				'return time < LEAST_MS ? time * 1000 : time;',
				'return time * 1000;',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/verify',
		names: 'is checked for',
	},
	{
		what: 'a CloudEvent of version 0.3 keeps its encoding',
		edits: [
			[
				'nodes/core/envelope/parseEnvelope.ts',
				'const json = asVersion1(message);',
				'const json = message;',
			],
		],
		project: 'unit',
		tests: 'conformance/cloudEvents',
		names: 'version 0.3',
	},
	{
		what: 'a field that a plugin changes at each reading is not learned',
		edits: [
			[
				'nodes/WooCommerce/poll/learnFields.ts',
				'if (undated.length === 0 || !context.hasBudget()) return undefined;',
				'if (undated.length >= 0 || !context.hasBudget()) return undefined;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/learnFields',
	},
	{
		what: 'visits of customers and sales of products are changes',
		edits: [
			['nodes/WooCommerce/resources.ts', ", 'meta_data.wc_last_active'],", '],'],
			['nodes/WooCommerce/resources.ts', ", 'total_sales'],", '],'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/(poll/learnFields|webhooks/webhooks)',
		names: 'stock WooCommerce|was sold',
	},
	{
		what: 'a coupon that is corrected before the first poll is only CREATED',
		edits: [
			[
				'nodes/WooCommerce/changes.ts',
				'if (isReported !== undefined) return !isReported;',
				'if (isReported !== undefined) return false;',
			],
			[
				'nodes/WooCommerce/changes.ts',
				'if (mayBeReported && resource.isScanned && resource.hasWindows) return true;',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/webhooks',
		names: 'corrected',
	},
	{
		what: 'the id of each change without a date names the content before, and a placed cart is UPDATED',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				'const isNew = (last.changeCount === 0 || state.seen.has(id)) && isNewContent(state, row);',
				'const isNew = false;',
			],
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				'return polled.resource.isFromDraft(row) &&',
				'return false &&',
			],
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				'if (state.ledger.drafts.has(id)) return true;',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/(webhooks/webhooks|poll/pollShop)',
		names: 'without a new date|cart',
	},
	{
		what: 'an id without the content before is used again when a content returns',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				'const isNew = (last.changeCount === 0 || state.seen.has(id)) && isNewContent(state, row);',
				'const isNew = true;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/scan/scanList',
		names: 'also a change back',
	},
	{
		what: 'an object that moves into a status which no list shows is not told',
		edits: [
			[
				'nodes/WooCommerce/poll/deletes/applyDeletes.ts',
				'changes: [...kept.changes, ...changes, ...removed],',
				'changes: [...changes, ...removed],',
			],
			[
				'nodes/WooCommerce/resources.ts',
				"		listAll: { status: 'any' },\n		hasWindows: true,\n		hasTrash: true,\n	}),",
				'		hasWindows: true,\n		hasTrash: true,\n	}),',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/deletes/unlisted|model/smallWindow',
	},
	{
		what: 'what was in the trash or hidden when polling began is CREATED when it returns',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				'if (ids.has(id) || isUnseen || wasUnlisted(comparison, row))',
				'if (ids.has(id) || isUnseen)',
			],
			['nodes/WooCommerce/poll/beginResource.ts', 'if (!hasTrash) return', 'if (hasTrash) return'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/deletes/unlisted',
	},
	{
		what: 'hidden objects cost requests at each poll for ever',
		edits: [
			[
				'nodes/WooCommerce/poll/deletes/checkHidden.ts',
				'return left > 0 && left <= LONGEST_MS;',
				'return left > LONGEST_MS;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/deletes/unlisted',
		names: 'an hour',
	},
	{
		what: 'what goes to the trash while the first listing runs is not told, and what is lost is not counted',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/scanList.ts',
				'if (resource.hasTrash && resource.hasWindows) {',
				'if (resource.hasTrash && !resource.hasWindows) {',
			],
			['nodes/WooCommerce/poll/scan/scanList.ts', 'left > 0\n', 'left < 0\n'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/scan/firstListing',
	},
	{
		what: 'the comparison of a quiet shop is never slower',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/scanList.ts',
				'Math.min(SLOWEST, 2 ** quietRounds)',
				'Math.min(1, 2 ** quietRounds)',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/scan/idleCost',
	},
	{
		what: 'the count of changes without a date goes on when the date moves',
		edits: [
			[
				'nodes/WooCommerce/poll/ids/knownObjects.ts',
				'if (last?.date !== next.date) return next;',
				'if (last?.date !== next.date) return { ...next, changeCount: last?.changeCount ?? 0 };',
			],
		],
		project: 'unit',
		tests: 'model/smallScan',
	},
	{
		what: 'a page that fails is not read in smaller parts, so one broken object stops its resource',
		edits: [
			[
				'nodes/WooCommerce/poll/read/splitPage.ts',
				'retryAfterMs === undefined && SPLITTABLE.includes(reason)',
				"retryAfterMs === undefined && reason === 'none'",
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/read/brokenRows',
		names: 'neighbors|smaller',
	},
	{
		what: 'a cached list of webhooks, and a cached or uncounted list of objects, are not noticed',
		edits: [
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				'if (row.value?.delivery_url === address)',
				"if (row.value?.delivery_url === 'none')",
			],
			[
				'nodes/WooCommerce/poll/read/standingConditions.ts',
				'holds: ({ isCached }) => isCached === true',
				'holds: ({ isCached }) => isCached === undefined && false',
			],
			['nodes/WooCommerce/poll/deletes/reconcileCounts.ts', 'newest.isUncounted === true ||', ''],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/(poll/oddServers|webhooks/subscription)',
		names: 'cache repeats|as cached|X-WP-Total',
	},
	{
		what: 'noise around the JSON of a shop is not dropped',
		edits: [
			[
				'nodes/WooCommerce/client/bodyJson.ts',
				"if (plain.ok || plain.reason !== 'malformed') return plain;",
				'if (plain !== undefined) return plain;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/oddServers',
		names: 'around the JSON',
	},
	{
		what: "a customer's text in a message of PHP becomes the response of the shop",
		edits: [
			[
				'nodes/WooCommerce/client/bodyJson.ts',
				'yield { json: text.slice(start), noise: text.slice(0, start) };',
				'yield { json: text.slice(start, text.indexOf(String(last), start) + 1), noise: text };',
			],
		],
		project: 'unit',
		tests: 'attacks/oddAnswers',
		names: 'never the response',
	},
	{
		what: 'the keys of WooCommerce are never in the query, and its own error codes mean nothing',
		edits: [
			[
				'nodes/WooCommerce/client/credential.ts',
				'const keysInQuery = credential.keysInQuery === true || login.value !== undefined;',
				'const keysInQuery = false;',
			],
			[
				'nodes/WooCommerce/client/apiErrors.ts',
				"code: typeof code === 'string' ? code : '',",
				"code: '',",
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/gettingIn',
		names:
			'keys in the query|beside the password|drops the header|timestamp|rights|closed API|nonce',
	},
	{
		what: 'a delivery of a variation says nothing of its product',
		edits: [
			[
				'nodes/WooCommerce/webhooks/normalize.ts',
				'	if (!isId(id)) return NOTHING;\n	const parent',
				'	if (isId(id)) return NOTHING;\n	const parent',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/webhooks',
		names: 'no webhook of the product',
	},
	{
		what: 'one topic that the shop lacks stops the others, and the REST API has one path',
		edits: [
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				'hasOthers ? { ...problem, isOptional: true }',
				'topics.length > 99 ? { ...problem, isOptional: true }',
			],
			[
				'nodes/WooCommerce/client/storeUrl.ts',
				': { url: `${url}/${restPath}/${route}`, query: {} };',
				': { url: `${url}/wp-json/${route}`, query: {} };',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/(gettingIn|webhooks/subscription)',
		names: 'names the version|under another prefix',
	},
	{
		what: 'a CloudEvent names the sender of the event in it',
		edits: [
			[
				'nodes/core/envelope/parseEnvelope.ts',
				'marksOf({ ...json, sender: undefined })',
				'marksOf(json)',
			],
		],
		project: 'unit',
		tests: 'attacks/relayedSender',
		names: 'beside data',
	},
	{
		what: 'any shop at another address counts as the one that was polled',
		edits: [
			[
				'nodes/WooCommerce/poll/sameShop.ts',
				'return led.value ? await hasKnownObjects(corrected) : led;',
				'return led.value ? ok(true) : await hasKnownObjects(corrected);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/sameShop',
		names: 'begins again',
	},
	{
		what: 'a plugin that a shop lacks stops the polls of the other resources',
		edits: [
			[
				'nodes/WooCommerce/poll/poll.ts',
				'const failed = isAll ? problems : problems',
				'const failed = isAll || lacked.length > 0 ? problems : problems',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/subscriptions',
		names: 'a poll names it once',
	},
	{
		what: 'a converted instance may call a private network, and a window never ends',
		edits: [
			[
				'nodes/SignedEvent/convert/convertDefinition.ts',
				'setField(draft, ALLOW_PRIVATE, false);',
				'setField(draft, ALLOW_PRIVATE, true);',
			],
			[
				'nodes/WooCommerce/poll/scan/scanWindow.ts',
				'read.position.offset >= MOST_OBJECTS',
				'read.position.offset >= 9 * MOST_OBJECTS',
			],
		],
		project: 'unit',
		tests: 'attacks/(convertInstance|endlessLists)',
		names: 'is not called, and is named|two million rows',
	},
	{
		what: 'a timeout makes a list unordered, another spelling of a URL leaves webhooks, and nodes share creations',
		edits: [
			['nodes/WooCommerce/poll/beginResource.ts', '	PROBLEM.invalidParameter,', '	PROBLEM.refused,'],
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				"method === 'POST' && isSameUrl",
				"method === 'PUT' && isSameUrl",
			],
			[
				'nodes/WooCommerce/creationHashes.ts',
				'return created?.hash === hash && now - created.at < ECHO_MS;',
				'return (created, this.last.get(nameOf(account, objectType, id)) === hash);',
			],
		],
		project: 'unit',
		tests: 'attacks/oddSubscriptions|unit/WooCommerce/(poll/scan/unorderedList|webhooks/webhooks)',
		names: 'without a code for a while|at any check|another node emitted',
	},
	{
		what: 'an event counts as delivered that a failed execution emitted, or a test in the editor',
		edits: [
			['nodes/SignedEvent/emit/emit.ts', 'if (run.hasFailed) return;', ''],
			['nodes/SignedEvent/emit/emit.ts', 'isTest ? new Set() : done', 'done'],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/emit',
		names: 'fails the execution|a test records nothing',
	},
	{
		what: "one failed write at n8n's start removes the subscriptions, and a vendor's word stops retries",
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'isRestart(this) || isForLater(this, problem) ||',
				'isForLater(this, problem) ||',
			],
			['nodes/host/nodeErrors.ts', ".replaceAll('Authorization', 'authorization')", ''],
		],
		project: 'unit',
		tests: 'unit/host/(nodeErrors|trigger/subscription/lifecycle)',
	},
	{
		what: 'catch-up reads the past of another account, and goes on after it was abandoned',
		edits: [
			['nodes/host/trigger/position.ts', "account !== '' && current !== ''", 'account === current'],
			['nodes/Ecwid/catchUp/look.ts', 'mayGoOn() ? await', 'mayGoOn !== undefined ? await'],
			['nodes/Shopify/catchUp/pacedAsk.ts', 'isOver || isFull || !mayGoOn()', 'isOver || isFull'],
			['nodes/Box/catchUp/readStream.ts', ' || !looking.mayGoOn()) return read;', ') return read;'],
		],
		project: 'unit',
		tests: 'unit/(host/trigger|Ecwid|Shopify|Box)/catchUp',
	},
	{
		what: 'a delivery counts as reported before it is stored, and a form that came too early as seen',
		edits: [
			[
				'nodes/WooCommerce/creationHashes.ts',
				'this.held.set(delivery, reported);',
				'this.held.set(delivery, reported);\n\t\tthis.accept(delivery);',
			],
			[
				RECEIVE,
				"changes.every(({ unsigned }) => unsigned?.includes('id') === true)",
				'changes.length === 0',
			],
			[
				'nodes/core/envelope/parseEnvelope.ts',
				"captureOf(event.pollDate) === 'polling'",
				'event !== raw',
			],
		],
		project: 'unit',
		tests: '(unit/WooCommerce/webhooks/replays|attacks/replays|unit/core/envelope/parseEnvelope)',
		names: 'does not count as reported|before the payment|keep their whole raw',
	},
	{
		what: 'three unreadable neighbours are taken for a shop that is down, and a page of them for an empty one',
		edits: [
			[
				'nodes/WooCommerce/poll/read/splitPage.ts',
				'failed === MANY_FAILED && !(await page.canReadAnother(offset + limit - 1))',
				'failed === MANY_FAILED',
			],
			[
				'nodes/WooCommerce/poll/read/seekPage.ts',
				'if (fresh.length === 0 && cutBy !== undefined) return { ok: false, problem: cutBy };',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/read/brokenNeighbours',
	},
	{
		what: 'an error shows a secret of a URL and control characters, and a skipped item is not counted',
		edits: [
			[
				'nodes/SignedEvent/emit/shownUrl.ts',
				'part.length > LONGEST_SHOWN_PART',
				'part.length > 1e4 * LONGEST_SHOWN_PART',
			],
			[
				'nodes/SignedEvent/emit/rejectedByReceiver.ts',
				'${oneSentence(shownText(text, QUOTED))}',
				'${text.slice(0, QUOTED)}',
			],
			['nodes/SignedEvent/emit/emit.ts', 'parsed.length - run.taken', 'run.taken'],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/(rejectedByReceiver|emit.test)',
		names: 'holds no secret|is quoted|how many items it skipped',
	},
	{
		what: 'a receiver is not told that a parser replaced the body, that a variable is not set, or the time',
		edits: [
			[
				VERIFY,
				"failed('bodyNotBytes', whyNotBytes(request.body))",
				"failed('bodyNotBytes', MISMATCH)",
			],
			[VERIFY, 'return missing > 0', 'return missing < 0'],
			[VERIFY, 'Math.round(now / 1000 - sentAt)', 'Math.round(now - sentAt)'],
			[VERIFY, '\tassertRequest(request);\n', ''],
		],
		project: 'unit',
		tests: 'unit/core/envelope/verifySignedEvent',
		names: 'says to its receiver',
	},
	{
		what: 'a recorded creation, an old date and a recorded delivery are taken for news of a shop',
		edits: [
			[
				'nodes/WooCommerce/creationHashes.ts',
				'if (this.created.get(own) !== undefined) return;',
				'if (own === undefined) return;',
			],
			[
				'nodes/WooCommerce/creationHashes.ts',
				'created <= shopNow - (now - firstAt) + WHOLE_SECONDS_MS',
				'created <= shopNow - (now - firstAt) - 864e5',
			],
			[
				'nodes/WooCommerce/webhooks/suspectSecrets.ts',
				'if (this.verified.get(fingerprint) !== undefined) return;',
				"if (fingerprint === '') return;",
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/replays',
	},
	{
		what: 'a response of a shop blocks n8n: its JSON is tried without a limit, and its odd rows are not counted',
		edits: [
			['nodes/WooCommerce/client/bodyJson.ts', 'if (parsed > MOST_PARSED) break;', ''],
			['nodes/WooCommerce/client/api.ts', '.slice(0, MOST_HOLES)', ''],
			[
				'nodes/WooCommerce/client/api.ts',
				'if (length > Number(query.per_page))',
				'if (rows.length > Number(query.per_page))',
			],
		],
		project: 'unit',
		tests: 'attacks/oddAnswers',
		names: 'takes long to read',
	},
	{
		what: 'catch-up begins at a wrong date of the activation, and events from before it are emitted',
		edits: [
			[
				'nodes/Ecwid/catchUp/begin.ts',
				'isSameTime(serverNow, now) ? cursor : { ...cursor, begunAt: now }',
				'cursor',
			],
			[
				'nodes/Ecwid/catchUp/begin.ts',
				'import { isSameTime, wrongClock }',
				'import { wrongClock }',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp',
		names: 'at the activation and at',
	},
	{
		what: 'Any JSON hashes any number of values and names its sender, and an option is that of the first item',
		edits: [
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				'if (holdsTooManyValues(raw, MOST_MESSAGE_VALUES))',
				'if (holdsTooManyValues(raw, 9 * MOST_MESSAGE_VALUES))',
			],
			[
				'nodes/SignedEvent/emit/parseItem.ts',
				"{ sender: relayedSender('any JSON', sender) }",
				'{ sender: relayedSender(sender, undefined) }',
			],
			[
				'nodes/SignedEvent/emit/emit.ts',
				'const { allowsLocal } = this.settings.perItem[items[0]];',
				'const { allowsLocal } = this.settings.perItem[0 * items[0]];',
			],
		],
		project: 'unit',
		tests: '(attacks/anyJsonMarks|unit/SignedEvent/emit/(emit|parseItem))',
		names: 'more than 150,000|does not name|their own item',
	},
	{
		what: 'a replay that waits keeps its id, and an earlier address with an error is another shop',
		edits: [
			[
				'nodes/WooCommerce/webhooks/normalize.ts',
				'const named = hasWaited ?',
				"const named = hasWaited && deliveryId === '' ?",
			],
			[
				'nodes/WooCommerce/poll/sameShop.ts',
				'return corrected.mayAskAgain() ? led : ok(false);',
				'return corrected.mayAskAgain() ? ok(false) : led;',
			],
			[
				'nodes/SignedEvent/convert/convertDefinition.ts',
				"kinds.find((each) => each === 'never' || each === 'local')",
				"kinds.find((each) => each === 'never')",
			],
		],
		project: 'unit',
		tests: '(attacks/(replays|convertInstance)|unit/WooCommerce/poll/sameShop)',
		names: 'shares its start|for four polls|is not called, and is named',
	},
	{
		what: 'a state is not recognized, or a forged one and that of another sender suppress catch-up',
		edits: [
			[
				'nodes/core/envelope/eventKey.ts',
				"const isForgeable = unsigned?.includes('stateId') ?? false;",
				"const isForgeable = unsigned?.includes('no field') ?? false;",
			],
			[
				'nodes/core/envelope/eventKey.ts',
				"sender === undefined ? stateId : hashed(['state', sender, stateId])",
				"sender === '' ? hashed([]) : stateId",
			],
		],
		project: 'unit',
		tests: '(attacks/states|unit/core/envelope/eventKey)',
	},
	{
		what: 'a webhook suppresses another one of its second, and catch-up stands for no webhook',
		edits: [
			['nodes/core/envelope/eventKey.ts', 'skippedBy: [byPoll] };', 'skippedBy: [byWebhook] };'],
		],
		project: 'unit',
		tests:
			'(attacks/states|unit/core/envelope/eventKey|SignedEvent/emit/emit|host/trigger/catchUp)',
	},
	{
		what: 'a skipped or failed event of catch-up takes the webhook in the same input with it',
		edits: [
			[
				'nodes/SignedEvent/emit/deduplicator.ts',
				'const isNew = keys.length === 0 || marksOf(keys).some((id) => !seen.has(id));',
				'const isNew = !keys.some(({ skippedBy }) => skippedBy.some((id) => seen.has(id)));',
			],
		],
		project: 'unit',
		tests: '(model/deduplicator|emit/deduplicator)',
	},
	{
		what: 'an id that was only asked about counts as begun, and no execution waits for the state of another',
		edits: [
			[
				'nodes/SignedEvent/emit/deduplicator.ts',
				'if (asked.length > 0) await store.remove(bothKeys(asked));',
				'if (asked.length > 9e9) await store.remove(bothKeys(asked));',
			],
			[
				'nodes/SignedEvent/emit/deduplicator.ts',
				'idsOf(task).some((id) => this.leases.has(leaseKey(nodeKey, id)));',
				'marksOf(task.keys).some((id) => this.leases.has(leaseKey(nodeKey, id)));',
			],
		],
		project: 'unit',
		tests: '(model/deduplicator|emit/deduplicator)',
	},
	{
		what: 'envelopes lose the state, the form of raw, and that catch-up found the event',
		edits: [
			[
				'nodes/core/envelope/parseEnvelope.ts',
				'return { stateId: read.data, capture };',
				'return { stateId: read.data, ...(capture === undefined && { capture }) };',
			],
			[
				'nodes/core/envelope/cloudElementsEnvelope.ts',
				'...(event.stateId === undefined ? {} : { stateId: event.stateId }),',
				'',
			],
			[
				'nodes/core/envelope/ownEnvelope.ts',
				'capture: captureOf(pollDate),',
				'capture: captureOf(pollDate === undefined),',
			],
		],
		project: 'unit',
		tests: 'unit/(core/envelope|SignedEvent/emit/emit)',
	},
	{
		what: 'catch-up emits what a webhook told, and a late webhook what catch-up told',
		edits: [
			[
				'nodes/host/trigger/recentEvents.ts',
				'const keys = stateKeys(event)?.skippedBy ?? [event.id];',
				'const keys = [event.id];',
			],
			[
				'nodes/host/trigger/recentEvents.ts',
				'return stateKeys(event)?.skippedBy.some(isRecent) ?? false;',
				'return stateKeys(event)?.skippedBy.every((key) => !isRecent(key)) === undefined;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
		names: 'by states',
	},
	{
		what: 'a vendor that is down fails an activation, and what changed until catch-up begins is lost',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'const isForLater = isRestart || (isPassing(begun.problem) && !isTest);',
				'const isForLater = isRestart || (isPassing(begun.problem) && isTest);',
			],
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'cursor = firstCursor(begun.value.cursor, pending, now);',
				'cursor = firstCursor(begun.value.cursor, { ...pending, since: now }, now);',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'an activation stores no position while the vendor limits requests',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'	if (isTest) return false;\n	if (isLoad)',
				'	if (isTest || !begun.ok) return false;\n	if (isLoad)',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a change of the account at a check stores no position',
		edits: [
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'if (position !== undefined && !isRunning)',
				'if (position === undefined && !isRunning)',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a restart with the position of another account stores no new one',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'if (isRestart && stored !== undefined && !isOther) {',
				'if (isRestart && stored !== undefined) {',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a restart without a stored position logs nothing',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'if (isRestart && !isRecent) warn(',
				'if (isRestart && isRecent) warn(',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a beginning that waits is forgotten when n8n restarts',
		edits: [
			[
				'nodes/host/trigger/catchUpState.ts',
				'since: now - sinceThen(waitingSince),',
				'since: now - 0 * sinceThen(waitingSince),',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'the changes between a change of the account and the next beginning are lost',
		edits: [
			[
				'nodes/host/trigger/catchUp/accountChange.ts',
				'beginLater(progress, newBeginning(progress, account, now));',
				'beginLater(progress, newBeginning(progress, account, now));\n\tprogress.pending = undefined;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a position of an earlier beginning replaces the stored one',
		edits: [
			[
				'nodes/host/trigger/position.ts',
				'if (begun !== 0) return begun > 0;',
				'if (begun !== 0) return begun !== 0;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'a later beginning does not replace a position that was moved back',
		edits: [
			[
				'nodes/host/trigger/position.ts',
				'if (begun !== 0) return begun > 0;',
				'if (begun < 0) return false;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUpPositions',
	},
	{
		what: 'the execution of a webhook stores the cursor of a look whose events are still being delivered',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'endPart(progress, look, part, state.clock());\n\t\t\t\t\tslots.end(part);\n\t\t\t\t},\n\t\t\t\tnotStored',
				'slots.end(part);\n\t\t\t\t},\n\t\t\t\tnotStored',
			],
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'\t\tfunctions.emit(\n\t\t\t[items],',
				'\t\tendPart(progress, look, part, state.clock());\n\t\tfunctions.emit(\n\t\t\t[items],',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'after a start of n8n, catch-up waits for the first check',
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'if (resumes) requestFirstLook(catchUpStateOf(state, node));',
				'if (resumes && !resumes) requestFirstLook(catchUpStateOf(state, node));',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a workflow that is deactivated while its first look is due still looks',
		edits: [
			[
				'nodes/host/trigger/subscription/scheduleChecks.ts',
				'if (isNext && isWanted() && !closed.signal.aborted)',
				'if (isNext || isWanted())',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a look runs beside the check that restores subscriptions',
		edits: [
			[
				'nodes/host/trigger/subscription/scheduleChecks.ts',
				'await checkSubscriptions(functions, config, state, now);',
				'void checkSubscriptions(functions, config, state, now);',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a list whose server caps pages ends after its first page',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/unorderedList.ts',
				'const isLast = length < polled.pageSize && readRows >= total;',
				'const isLast = length < polled.pageSize && (page * polled.pageSize >= total || readRows < 0);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/scan/unorderedList',
	},
	{
		what: 'a hidden row cancels out a delete in the total',
		edits: [
			[
				'nodes/WooCommerce/poll/deletes/miscounted.ts',
				'return unexplained !== undefined && unexplained.difference > 0;',
				'return unexplained !== undefined && unexplained.difference > 1e9;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/deletes/shortPages',
	},
	{
		what: 'buyers teach the poll to ignore the uses of coupons',
		edits: [
			[
				'nodes/WooCommerce/fields/ownFields.ts',
				'return fields.filter((field) => !isOwn(field));',
				"return fields.filter((field) => !isOwn(field) || field !== '');",
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/learnFields',
	},
	{
		what: 'the oldest unreadable objects are forgotten without a word',
		edits: [
			[
				'nodes/WooCommerce/poll/read/brokenRows.ts',
				'const broken = [...known, ...objects].slice(0, MOST_BROKEN);',
				'const broken = [...known, ...objects].slice(-MOST_BROKEN / 10);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/read/brokenRows',
		names: '115 objects',
	},
	{
		what: "Box's catch-up stops at a short page",
		edits: [
			[
				'nodes/Box/catchUp/readStream.ts',
				'const isEnd = rows.length === 0 &&',
				'const isEnd = rows.length < 2 || rows.length === 0 &&',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up places an event where its item is now",
		edits: [
			[
				'nodes/Box/catchUp/watched.ts',
				"if (place !== undefined && 'path' in place)",
				"if (place !== undefined && 'path' in place && places === undefined)",
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up takes a place of today for one of the past",
		edits: [['nodes/Box/catchUp/places.ts', 'each.at <= at', 'each.at <= at + 1e12']],
		project: 'unit',
		tests: 'model/boxCatchUp',
	},
	{
		what: "Box's catch-up remembers where a folder was for ever",
		edits: [['nodes/Box/catchUp/places.ts', 'FRESH_FOR_MS = 3_600_000', 'FRESH_FOR_MS = Infinity']],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up does not read the moves of an enterprise",
		edits: [
			['nodes/Box/catchUp/readStream.ts', "MOVING = ['MOVE', 'UNDELETE']", 'MOVING: string[] = []'],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up keeps the places from before an activation",
		edits: [
			['nodes/Box/catchUp/places.ts', 'memory.cursor === cursor ? memory : undefined;', 'memory;'],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "an abandoned look at Box's streams asks for the folders of a whole page",
		edits: [['nodes/Box/catchUp/watched.ts', 'if (!mayGoOn()) return undefined;', '']],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's catch-up forgets a page whose folders it could not ask for",
		edits: [
			[
				'nodes/Box/catchUp/readStream.ts',
				'if (!changes.ok) return { ...read, problem: changes.problem };',
				'if (!changes.ok) return { ...read, position: { position }, problem: changes.problem };',
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "Box's webhook and stream report different states of an upload",
		edits: [
			[
				'nodes/Box/stateRevision.ts',
				'`version:${version}`',
				'`version:${version}:${String(object.sequence_id)}`',
			],
		],
		project: 'unit',
		tests: 'unit/Box/stateRevision',
	},
	{
		what: "a gap that Box's streams do not cover is not named",
		edits: [
			['nodes/Box/catchUp/look.ts', 'const found = gaps.map(', 'const found = gaps.slice(2).map('],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: "one wrong date of Box or n8n's old clock decides what catch-up of Box reads",
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'if (shown < watermark && startedAt >= watermark) return startedAt;',
				'if (shown < Infinity) return Math.min(shown, startedAt);',
			],
		],
		project: 'unit',
		tests: 'attacks/wrongDatesOfBox',
	},
	{
		what: 'deleted nodes keep what they have emitted, and one list that fails holds up the last part of another',
		edits: [
			[
				'nodes/host/trigger/catchUp/endCatchUp.ts',
				'if (kept > MOST_KEYS)',
				'if (kept > MOST_KEYS * 9)',
			],
			['nodes/Ecwid/catchUp/look.ts', 'isAnyRead = true;', 'isAnyRead = false;'],
			[
				'nodes/host/trigger/catchUp/load.ts',
				'load === undefined || load.isOver ?',
				'load === undefined ?',
			],
		],
		project: 'unit',
		tests: 'attacks/(removedNodes|lastPartBesideFailure|endedLoads)',
	},
	{
		what: 'a credential follows redirects of a vendor to another host',
		edits: [
			[
				'nodes/host/credentialFields.ts',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
			],
		],
		project: 'unit',
		tests: 'attacks/redirectedCredentials',
	},
	{
		what: 'a shop fills the memory with names of zones',
		edits: [
			['nodes/WooCommerce/poll/configuration/javaDates.ts', "['z', \"'§'\"],", "['z', 'z'],"],
			[
				'nodes/WooCommerce/poll/configuration/javaDates.ts',
				'`${before}${ZONE}${after}`, format, named',
				'text, format, named',
			],
		],
		project: 'unit',
		tests: 'attacks/zonesOfDates',
	},
	{
		what: "a gap of Box's streams is dropped at an activation, and while another one is read",
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'...(positions.histories && {',
				'...(positions.histories && positions.of === undefined && {',
			],
			[
				'nodes/Box/catchUp/look.ts',
				'const found = gaps.map(',
				'const found = gaps.slice(start.histories?.length ?? 0).map(',
			],
		],
		project: 'unit',
		tests: 'attacks/unfinishedHistories',
	},
	{
		what: 'a rejected position stops the history of Box for ever',
		edits: [
			[
				'nodes/Box/catchUp/readStream.ts',
				'PROBLEM.refused && position !== undefined;',
				'PROBLEM.refused && position === null;',
			],
		],
		project: 'unit',
		tests: 'attacks/rejectedHistories',
	},
	{
		what: 'a load of Box ends before the history is read',
		edits: [
			[
				'nodes/Box/catchUp/look.ts',
				'...(earliest && { behind: { history: earliest.from } }),',
				'...(earliest && { behind: undefined }),',
			],
		],
		project: 'unit',
		tests: 'attacks/unfinishedHistories',
	},
	{
		what: 'two webhooks of Box that report one event are two deliveries',
		edits: [['nodes/Box/verify.ts', 'isCounted ? hashOf', "isCounted && id === '' ? hashOf"]],
		project: 'unit',
		tests: 'unit/Box/verify',
	},
	{
		what: 'a stored position may be any text',
		edits: [['nodes/host/trigger/position.ts', '/^[!-~]{1,200}$/.test(value)', "value !== ''"]],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a workflow from before the defaults of today sends another envelope and signature',
		edits: [
			['nodes/SignedEvent/emit/panelDefaults.ts', 'return version < 2', 'return version < 1'],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/panelDefaults',
	},
	{
		what: 'the receiving trigger tells every stranger why it rejects a request',
		edits: [
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				'(explainsRejections && { explanation: message })',
				'(!explainsRejections && { explanation: message })',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/verify/explainedRejections',
	},
	{
		what: 'the filter of a node starts a workflow for each event',
		edits: [
			[
				'nodes/core/eventFilter.ts',
				'return conditions.every(',
				'return conditions.length >= 0 || conditions.every(',
			],
		],
		project: 'unit',
		tests: 'unit/(core/eventFilter|host/trigger/(execute|delivery/receive))',
	},
	{
		what: 'an option that was a parameter is read only at its new place',
		edits: [
			[
				'nodes/Ecwid/connect.ts',
				"options.legacy ?? functions.getNodeParameter('legacy', false)",
				'options.legacy',
			],
		],
		project: 'unit',
		tests: 'unit/nodeVersions',
	},
	{
		what: 'the test of an Ecwid credential is green without the secret that verifies webhooks',
		edits: [
			[
				'nodes/host/secretForm.ts',
				"if (secret === '') return 'is empty';",
				'if (secret.length < 16) return undefined;',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/credential',
	},
	{
		what: 'n8n repeats an activation for 14 seconds that must be corrected first',
		edits: [
			[
				'nodes/host/nodeErrors.ts',
				'return problem.reason in ACTIONABLE',
				"return problem.reason === 'never'",
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription/lifecycle',
	},
	{
		what: 'Box activates with malformed signature keys',
		edits: [
			['nodes/Box/connect.ts', '...(keysProblem !== undefined &&', "...(keysProblem === '' &&"],
		],
		project: 'unit',
		tests: 'unit/Box/credential',
	},
	{
		what: 'the test of the Box credential accepts quoted signature keys',
		edits: [
			[
				'credentials/SignedEventsBoxOAuth2Api.credentials.ts',
				' || ${String(QUOTED)}.test(key)',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/Box/credential',
	},
	{
		what: 'a mistyped key of the resources of a poll is ignored',
		edits: [
			[
				'nodes/WooCommerce/poll/configuration/pollerConfiguration.ts',
				'if (unknown !== undefined) return unknown;',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/configuration/pollerConfiguration',
	},
	{
		what: 'a start date in the future is accepted, and loads nothing',
		edits: [['nodes/host/startFrom.ts', 'return since > Date.now()', 'return since > Infinity']],
		project: 'unit',
		tests: '(unit/host/trigger/startFrom|unit/WooCommerce/poll/poll)',
	},
	{
		what: 'a clock that is set back stops a poll with a start date',
		edits: [
			[
				'nodes/WooCommerce/poll/poll.ts',
				'load?.choice === startFrom?.choice)) return;',
				'load?.choice === startFrom?.choice)) void 0;',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/poll',
	},
	{
		what: 'a replay that begins in the future finds nothing',
		edits: [['nodes/SignedEvent/replay/settings.ts', 'from > Date.now()', 'from > Infinity']],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/replay',
	},
	{
		what: 'Start Date reads a time of the day as one of today',
		edits: [['nodes/host/startFrom.ts', '!/^\\s*\\d{4}/.test(text)', '!/^/.test(text)']],
		project: 'unit',
		tests: 'unit/host/startFrom',
	},
	{
		what: 'a restart of n8n stops a workflow whose secret is in doubt',
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'isRestart(functions) ? undefined : config.vendor.doubt',
				'config.vendor.doubt',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription/lifecycle',
	},
	{
		what: 'an access token of GitHub is activated as the secret of a webhook',
		edits: [['nodes/SignedWebhook/credential.ts', 'token === undefined', 'token !== undefined']],
		project: 'unit',
		tests: 'unit/SignedWebhook/credential',
	},
	{
		what: 'Check lists a trigger whose activation failed',
		edits: [
			['nodes/host/health/registry.ts', ".filter(({ activation }) => activation !== 'failed')", ''],
		],
		project: 'unit',
		tests: 'unit/host/health/listedNodes',
	},
	{
		what: 'Check lists no trigger that was active and then failed to be activated again',
		edits: [['nodes/host/health/registry.ts', "activation ??= 'failed'", "activation = 'failed'"]],
		project: 'unit',
		tests: 'unit/host/health/listedNodes',
	},
	{
		what: 'n8n repeats an activation for 14 seconds with a host that does not exist',
		edits: [['nodes/host/nodeErrors.ts', ' || problem.isWrongAddress === true', '']],
		project: 'unit',
		tests: 'unit/host/nodeErrors',
	},
	{
		what: 'an activation that fails because catch-up cannot begin is repeated for 14 s',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'throw (isTest ? problemError : activationError)(',
				'throw (isTest ? activationError : problemError)(',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'the panel of the poll names a button that it does not have, and a large event gets advice on batches',
		edits: [
			['nodes/host/triggerPanel.ts', 'click <b>Fetch Test Event</b>', 'click <b>Execute step</b>'],
			[
				'nodes/SignedEvent/emit/rejectedByReceiver.ts',
				', or turn off Include Raw Object in the trigger',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/(host/triggerPanel|SignedEvent/emit/rejectedByReceiver)',
	},
	{
		what: 'Shop is below the fields of n8n in the OAuth2 credential of Shopify',
		edits: [
			[
				'credentials/SignedEventsShopifyOAuth2Api.credentials.ts',
				"extends = ['signedEventsShopifyShopApi', 'oAuth2Api']",
				"extends = ['oAuth2Api', 'signedEventsShopifyShopApi']",
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/oauth2Credential',
	},
	{
		what: 'a failed activation reports subscriptions that it never made',
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'if (isUnchanged && !isRestart(functions)) state.unchanged.set(nodeKey(functions), true);',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/subscription/lifecycle',
	},
	{
		what: 'an event has a field that its schema does not name',
		edits: [
			[
				'nodes/core/event.ts',
				'revision: change.revision,',
				'revision: change.revision, ...{ kind: change.kind },',
			],
		],
		project: 'unit',
		tests: 'unit/core/eventId',
	},
	{
		what: 'an event of a topic has another type than the types of receivers promise',
		edits: [
			[
				'nodes/core/event.ts',
				'eventType: change.eventType,',
				"eventType: change.eventType === 'CREATED' ? 'UPDATED' : change.eventType,",
			],
		],
		project: 'unit',
		tests: 'unit/goldenDeliveries',
	},
	{
		what: 'an undelivered message has no time of the next attempt',
		edits: [
			[
				'nodes/SignedEvent/emit/emit.ts',
				'return { final: false, nextAttemptAt: new Date(next).toISOString() };',
				"return { final: false, nextAttemptAt: '' };",
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/emit.test',
	},
	{
		what: 'published schemas accept any list where the node accepts only texts',
		edits: [
			[
				'nodes/core/listSchemas.ts',
				"...{ type: 'array', items, maxItems: most },",
				"...{ type: 'array' },",
			],
		],
		project: 'zod4',
		tests: 'schemas/schemaFiles',
	},
	{
		what: 'the AsyncAPI document names a schema that it does not have',
		edits: [
			[
				'gulp/asyncApi.ts',
				'payload: { $ref: `#/components/schemas/${payload}` },',
				'payload: { $ref: `#/components/schemas/${payload}s` },',
			],
		],
		project: 'zod4',
		tests: 'schemas/schemaFiles',
	},
	{
		what: "n8n's editor asks for fields under another path",
		edits: [['gulp/nodeSchemas.ts', ".concat('0', '0').slice(0, 3)", ".concat('0').slice(0, 2)"]],
		project: 'zod4',
		tests: 'schemas/nodeSchemas',
	},
	{
		what: 'the proxy passes webhooks on to an n8n that is not ready',
		edits: [['compose/Caddyfile', '@webhooks path /webhook/*', '@webhooks path /never/*']],
		project: 'n8n',
		tests: 'test/faults/restarts',
	},
	{
		what: 'an execution of deliver-once.json releases the claim of another one',
		edits: [['workflows/deliver-once.json', ' AND claimed_at = $4::timestamptz', '']],
		project: 'n8n',
		tests: 'test/queue/claims',
	},
	{
		what: 'a claim on an event takes it from the execution that holds it',
		edits: [
			['workflows/deliver-once.json', "held.claimed_at < now() - interval '5 minutes'", 'true'],
		],
		project: 'n8n',
		tests: 'test/queue/deliverOnce',
	},
	{
		what: 'the poll tells everybody, or tells it at each poll, that its cursor is stored apart',
		edits: [
			[
				'nodes/host/cursorStorage.ts',
				'if (!isStoredApart(staticData) || noted.get(node)) return;',
				'',
			],
		],
		project: 'unit',
		tests: 'unit/host/cursorStorage',
	},
	{
		what: 'a poll that drops all changes leaves its state unstored',
		edits: [
			['nodes/WooCommerce/poll/unstoredState.ts', 'changes.length > 0 ||', 'changes.length < 0 ||'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/unstoredState',
	},
	{
		what: 'a creation that the filter dropped counts as reported',
		edits: [[RECEIVE, 'connection, chosen.length > 0)', 'connection, chosen.length >= 0)']],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/filteredDeliveries',
	},
	{
		what: 'the poll omits an update that another workflow has received',
		edits: [
			[
				'nodes/WooCommerce/creationHashes.ts',
				'known === hash ? hash : OTHER',
				'known === hash ? known : hash',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/webhooks/filteredDeliveries',
	},
	{
		what: 'an invalid item is an error only for n8n 2.x',
		edits: [
			[
				'nodes/SignedEvent/errorItem.ts',
				'return { json, error, pairedItem',
				'return { json, pairedItem',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/invalidItems',
	},
	{
		what: 'any text of an expression turns an option on',
		edits: [
			[
				'nodes/host/panelValues.ts',
				"if (text === false || text === 'false') return false;",
				'if (value) return true;',
			],
		],
		project: 'unit',
		tests: '(attacks/textOptions|host/panelValues)',
	},
	{
		what: 'a text that is not a number lets the node retry without end',
		edits: [
			[
				'nodes/SignedEvent/emit/deliver.ts',
				'tries <= retries ?',
				'!(tries > transport.retries) && retries >= 0 ?',
			],
		],
		project: 'unit',
		tests: 'attacks/oddNumbers',
	},
	{
		what: 'the receiver of docs/receive.md ends if a sender hangs up',
		edits: [
			['docs/receive.md', '\t} catch (error) {', '\t} finally {\n\t\tconst error = new Error();'],
		],
		project: 'unit',
		tests: 'attacks/exampleReceiver',
	},
	{
		what: 'the receiver of docs/receive.md reads bodies of any size',
		edits: [['docs/receive.md', 'if (size > MOST_BYTES)', 'if (size < 0)']],
		project: 'unit',
		tests: 'attacks/exampleReceiver',
	},
	{
		what: 'a test in the editor marks events through a called workflow',
		edits: [
			[
				'nodes/host/testExecution.ts',
				'additionalData?.rootExecutionMode',
				"additionalData?.rootExecutionMode === ''",
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/emit/subWorkflow',
	},
	{
		what: 'events of the enterprise lack the names that filters use',
		edits: [
			[
				'nodes/Box/catchUp/entry.ts',
				"raw: stream === 'user' ? value :",
				"raw: stream !== 'nothing' ? value :",
			],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/filter',
	},
	{
		what: 'a filter takes two IDs beyond 2^53 for one',
		edits: [['nodes/core/eventFilter.ts', 'WHOLE.test(text)', 'WHOLE.test(`${text}.`)']],
		project: 'unit',
		tests: 'unit/core/eventFilter',
	},
	{
		what: 'an attempt of a start of n8n that fails counts as a deactivation',
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'if (state.starts.end(node, String(this.getWorkflow().id))) {',
				'if (state.starts.end(node, String(this.getWorkflow().id)) && !state) {',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/failedStart',
	},
	{
		what: 'a poll begins while n8n still stores the cursor of the previous one',
		edits: [
			['nodes/WooCommerce/poll/finishedPolls.ts', 'count < last.count &&', 'count > last.count &&'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/poll.test',
	},
	{
		what: 'missed events whose execution n8n could not store count as emitted',
		edits: [
			[
				'nodes/host/trigger/catchUp/whenEnded.ts',
				'if (isStored) ended();',
				'if (!!settle) ended();',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a deactivation forgets the position that a killed publication needs',
		edits: [
			[
				'nodes/host/trigger/catchUp/endCatchUp.ts',
				'if (position !== undefined) data.catchUpEnded',
				'if (position === undefined) data.catchUpEnded',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a changed account starts the workflow with an empty item',
		edits: [
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'position !== undefined && !isRunning',
				'position !== undefined',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a load of existing objects begins again at each edit of the workflow',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'startFrom !== undefined && last?.choice !== startFrom.choice',
				'startFrom !== undefined && last?.until !== startFrom.since',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/startFrom',
	},
	{
		what: 'a load of a shop leaves out the last change of an object',
		edits: [
			[
				'nodes/WooCommerce/poll/load/loadedChanges.ts',
				'isChangedSince(polled, object);',
				'!isChangedSince(polled, object);',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/load',
	},
	{
		what: 'a load of a shop repeats what the windows emit',
		edits: [
			['nodes/WooCommerce/poll/load/loadedChanges.ts', 'modified < before &&', 'before > 0 &&'],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/load',
	},
	{
		what: 'an execution that a person retries stores the cursor of its look',
		edits: [
			[
				'nodes/host/trigger/execute.ts',
				'(look !== undefined && isLastPart(progress, look))',
				'look !== undefined',
			],
		],
		project: 'unit',
		tests: 'attacks/retriedParts',
	},
	{
		what: 'a look that is under way skips events that n8n could not store',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitMissed.ts',
				'if (progress.cursor !== from)',
				'if (!progress.cursor)',
			],
		],
		project: 'unit',
		tests: 'attacks/takenBackDuringLook',
	},
	{
		what: 'an execution that n8n could not store lets the stored cursor pass those that run',
		edits: [
			[
				'nodes/host/trigger/catchUpState.ts',
				'for (const open of progress.open) open.from = { ...open.from, moves };',
				'progress.open = [];',
			],
		],
		project: 'unit',
		tests: 'attacks/takenBackLooks',
	},
	{
		what: 'the PostgreSQL examples drop a genuine event whose id a stranger has used',
		edits: [
			[
				'workflows/deliver-once.json',
				"$json.unsigned?.some((field) => ['id', 'revision'].includes(field))",
				'false',
			],
			[
				'workflows/events-to-postgresql.json',
				"$json.unsigned?.some((field) => ['id', 'revision'].includes(field))",
				'false',
			],
		],
		project: 'unit',
		tests: 'attacks/claimedIds',
	},
	{
		what: 'a filter accepts an event type that does not exist',
		edits: [
			[
				'nodes/core/eventFilter.ts',
				'if (unknown !== undefined) return { ok: false, eventType: unknown };',
				'',
			],
		],
		project: 'unit',
		tests: 'attacks/filterOperators',
	},
	{
		what: 'a retry stores the position of catch-up in place of what all nodes have stored',
		edits: [
			[
				'nodes/host/trigger/execute.ts',
				"if (['manual', 'retry'].includes(functions.getMode())) return;",
				"if (functions.getMode() === 'manual') return;",
			],
		],
		project: 'unit',
		tests: 'host/trigger/catchUp.test',
	},
	{
		what: 'a filter accepts an operator that does not exist',
		edits: [
			[
				'nodes/core/eventFilter.ts',
				'if (operator === undefined) return { ok: false, operator: given };',
				"if (operator === undefined) throw new Error('no operator');",
			],
		],
		project: 'unit',
		tests: 'attacks/filterOperators',
	},
	{
		what: 'events of an earlier API version have another object type than their topic declares',
		edits: [
			[
				'nodes/WooCommerce/resources.ts',
				'const type = objectType === undefined ? {} : { objectType };',
				'const type = objectType === undefined ? {} : {};',
			],
		],
		project: 'unit',
		tests: 'attacks/topicTypes',
	},
	{
		what: 'the owner of an earlier Store URL chooses the port and the path of a request',
		edits: [
			[
				'nodes/WooCommerce/poll/sameShop.ts',
				'if (!isFollowed) return ok(false);',
				'if (!isFollowed && next.hostname !== new URL(url).hostname) return ok(false);',
			],
		],
		project: 'unit',
		tests: 'attacks/earlierAddress',
	},
	{
		what: 'the earlier Store URL is asked at a private address that its name server returns',
		edits: [
			[
				'nodes/WooCommerce/poll/askEarlierAddress.ts',
				"allowsLocal: !current.ok && current.rejection === 'local'",
				"allowsLocal: current.ok || current.rejection === 'local'",
			],
		],
		project: 'unit',
		tests: 'attacks/earlierAddress',
	},
	{
		what: 'a node that fails when n8n 1.x starts takes the subscriptions of its neighbours away',
		edits: [
			[
				'nodes/host/trigger/subscription/starts.ts',
				'if (isCurrent() && this.triggered.has(node)) this.attempts.delete(node);',
				'if (isCurrent()) this.attempts.delete(node);',
			],
		],
		project: 'unit',
		tests: '(attacks/failedStartOfAnotherNode|subscription/starts)',
	},
	{
		what: 'a node that fails when n8n 1.x starts takes the subscriptions of later nodes away',
		edits: [
			[
				'nodes/host/trigger/subscription/starts.ts',
				'if (attempt === undefined) return isOfOther;',
				'if (attempt === undefined) return isOfOther && false;',
			],
		],
		project: 'unit',
		tests: 'subscription/starts',
	},
	{
		what: 'a failed start makes the next deactivation silent',
		edits: [
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'if (isUnchanged && !isRestart(functions)) state.unchanged',
				'if (isUnchanged) state.unchanged',
			],
			[
				'nodes/host/trigger/subscription/lifecycle.ts',
				'				state.unchanged.delete(node);\n				state.webhookUrls.delete(node);',
				'',
			],
		],
		project: 'unit',
		tests: 'attacks/silentDeactivation',
	},
	{
		what: 'an old attempt to start swallows a deactivation',
		edits: [
			[
				'nodes/host/trigger/subscription/starts.ts',
				'this.clock() - attempt.at < WITHIN_MS[attempt.phase]',
				'attempt.at < Infinity',
			],
		],
		project: 'unit',
		tests: 'subscription/starts',
	},
	{
		what: 'a deactivation is silent while a start waits for the credential',
		edits: [
			[
				'nodes/host/trigger/subscription/starts.ts',
				"return attempt.phase !== 'hooks' && this.clock() - attempt.at < WITHIN_MS[attempt.phase];",
				"return this.clock() - attempt.at < WITHIN_MS[attempt.phase === 'hooks' ? 'failed' : attempt.phase];",
			],
			['nodes/host/trigger/subscription/lifecycle.ts', 'warn(this, KEPT)', 'void KEPT'],
		],
		project: 'unit',
		tests: '(attacks/deactivationAfterFailedStart|subscription/starts)',
	},
	{
		what: 'more than twenty Box nodes forget where items were',
		edits: [
			['nodes/Box/catchUp/places.ts', 'const MOST_NODES = 10_000;', 'const MOST_NODES = 20;'],
		],
		project: 'unit',
		tests: 'attacks/manyBoxNodes',
	},
	{
		what: 'the places of Box nodes have no common limit',
		edits: [
			[
				'nodes/Box/catchUp/places.ts',
				'if (total <= MOST_LINKS_OF_ALL) return;\n	for',
				'if (total > 0) return;\n	for',
			],
		],
		project: 'unit',
		tests: 'attacks/manyBoxNodes',
	},
	{
		what: 'paths of any length are read',
		edits: [['nodes/Box/catchUp/places.ts', ' && collection.length <= MOST_LEVELS;', ';']],
		project: 'unit',
		tests: 'attacks/deepPaths',
	},
	{
		what: 'a page of Box may have any number of events',
		edits: [
			['nodes/Box/api.ts', 'z.array(z.unknown()).max(LARGEST_EVENT_PAGE)', 'z.array(z.unknown())'],
		],
		project: 'unit',
		tests: 'attacks/deepPaths',
	},
	{
		what: 'a long list of Ecwid is read at once',
		edits: [['nodes/Ecwid/client/listing.ts', 'if (total > wanted)', 'if (total > wanted + 1e9)']],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
		names: 'too long for one look',
	},
	{
		what: 'a load of Ecwid leaves out the creation of an object that changed later',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'const bornSince = readBornSince(cursor, path) ?? earliest;',
				'const bornSince = earliest;',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/parts',
	},
	{
		what: 'the pages of a part of Ecwid do not overlap',
		edits: [
			[
				'nodes/Ecwid/client/pages.ts',
				'isEnd ? undefined : this.digestOf(items.at(-1))',
				'undefined',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/parts',
	},
	{
		what: 'a part of Ecwid is read on although rows have moved',
		edits: [
			[
				'nodes/Ecwid/client/pages.ts',
				'if (last !== undefined && known === 0)',
				'if (last === undefined && known < 0)',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/parts',
	},
	{
		what: 'a look of Ecwid reads all deletions at once',
		edits: [
			[
				'nodes/Ecwid/catchUp/parts.ts',
				'isLimited ? ENOUGH : undefined',
				"isLimited && by !== 'deleted' ? ENOUGH : undefined",
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/parts',
	},
	{
		what: 'a change moves an object out of a part of Ecwid',
		edits: [
			['nodes/Ecwid/catchUp/look.ts', "by: 'created', mostBytes", "by: 'updated', mostBytes"],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/parts',
	},
	{
		what: 'a look of Ecwid that failed begins a long list again',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'if (start !== undefined) keepStart(behind, source.path, start);',
				'if (start !== undefined) behind[source.path] = start.first;',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
		names: 'too long for one look',
	},
	{
		what: 'a look starts all its executions at once',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'const MOST_AT_A_TIME = 4;',
				'const MOST_AT_A_TIME = 4_000;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'an execution that never ends stops catch-up',
		edits: [
			[
				'nodes/host/trigger/catchUp/executionSlots.ts',
				'if (begunAt > latest) continue;',
				'if (begunAt > latest - 1e12) continue;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'the stored position passes the events of executions that have not begun',
		edits: [
			[
				'nodes/host/trigger/catchUpState.ts',
				'(emittedAt !== undefined && now - emittedAt > PARTS_END_WITHIN_MS)',
				'now - (emittedAt ?? 0) > PARTS_END_WITHIN_MS',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'n8n that stops begins further executions of a look',
		edits: [
			[
				'nodes/host/trigger/catchUp/lookForMissed.ts',
				"closed.addEventListener('abort', close, { once: true });",
				'',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'a look that gets no further is repeated at once, without an end',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitMissed.ts',
				'missed.hasMore && !hasSameLists(from, next)',
				'missed.hasMore',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'the rest of a long list waits for the next check',
		edits: [
			[
				'nodes/host/trigger/subscription/scheduleChecks.ts',
				'if (hasMore) void lookAfter(',
				'if (!hasMore) void lookAfter(',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'a position in a long list is not stored while the watermark stays',
		edits: [
			[
				'nodes/host/trigger/catchUpState.ts',
				'(next.watermark === last.watermark && !hasSameLists(last, next))',
				'next.watermark < last.watermark - 1e15',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp',
	},
	{
		what: 'a load displaces the keys of what webhooks have reported',
		edits: [
			[
				'nodes/host/trigger/recentKeys.ts',
				'(isLoaded ? this.loaded : this.live).set(key, at);',
				'(isLoaded ? this.live : this.live).set(key, at);',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'a large look blocks n8n',
		edits: [
			['nodes/host/slices.ts', 'if (start > 0) await sleep(0);', 'if (start > 1) await undefined;'],
		],
		project: 'unit',
		tests: 'attacks/largeLooks',
	},
	{
		what: 'a deactivation during a large look loses the events that are left',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'takeBack(progress, look, [...left], state.clock());',
				'for (const part of left) endPart(progress, look, part, state.clock());',
			],
		],
		project: 'unit',
		tests: 'attacks/largeLooks',
	},
	{
		what: 'a large look emits again what a delivery reports during it',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'const fresh = batches[part].filter((event) => !isEmitted(progress.recentIds, event));',
				'const fresh = batches[part];',
			],
		],
		project: 'unit',
		tests: 'attacks/largeLooks',
	},
	{
		what: 'a load repeats an order of the second in which polling began',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/detectChanges.ts',
				' && !isToBeLoaded(state, id, object.created))',
				')',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/load',
	},
	{
		what: 'the Signed Webhook Trigger accepts any signature',
		edits: [
			['nodes/core/signature/digest.ts', 'return fits.includes(true);', 'return fits.length > 0;'],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
	},
	{
		what: 'the Signed Webhook Trigger accepts a timestamp of any age',
		edits: [
			[
				'nodes/core/signature/timestamp.ts',
				'if (toleranceSeconds > 0 && Math.abs',
				'if (toleranceSeconds > 1e9 && Math.abs',
			],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
	},
	{
		what: 'a handshake signs any text with the secret of the events',
		edits: [
			[
				'nodes/core/signature/handshake.ts',
				'if (!isSignable(challenge)) return undefined;',
				'if (!isSignable(challenge) && challenge.length > 5_000) return undefined;',
			],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
	},
	{
		what: 'an event may consist of the bytes that a handshake signs',
		edits: [
			[
				'nodes/core/signature/verifyScheme.ts',
				'if (macHandshakes(scheme).length > 0 && isToken(content.pieces))',
				'if (macHandshakes(scheme).length > 9 && isToken(content.pieces))',
			],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
	},
	{
		what: 'a form whose type says JSON is signed by its URL alone',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'return request.readableForm && Buffer.from(sortedForm(request.readableForm));',
				'return Buffer.from(sortedForm(request.form));',
			],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
	},
	{
		what: 'the Signed Webhook Trigger parses JSON of any size before it verifies it',
		edits: [
			[
				'nodes/core/signature/request.ts',
				'if (this.isVerified) return readJson',
				'if (!this.isVerified) return readJson',
			],
		],
		project: 'unit',
		tests: 'attacks/unverifiedWork',
	},
	{
		what: 'it decodes forms with any number of fields before it verifies them',
		edits: [
			[
				'nodes/core/signature/request.ts',
				'if (++separators >= MOST_FIELDS) return [];',
				'if (++separators >= 1e9) return [];',
			],
		],
		project: 'unit',
		tests: 'attacks/unverifiedWork',
	},
	{
		what: 'each forged request makes the node search for its cause',
		edits: [
			[
				'nodes/host/trigger/delivery/logLimited.ts',
				'if (omitted === undefined) return;',
				"if (omitted === undefined) return void (typeof line === 'string' || line());",
			],
		],
		project: 'unit',
		tests: 'attacks/unverifiedWork',
	},
	{
		what: 'an unsigned form shows that the URL is right',
		edits: [[RECEIVE, 'if (!isUnsigned) {', 'if (receivedAt > 0) {']],
		project: 'unit',
		tests: 'unit/host/trigger/delivery/receive',
	},
	{
		what: 'bytes of a body can be moved to a header that is signed after it',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'if (between.length === 0) return false;',
				'if (between.length === 0) return true;',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'a separator in a signed header can end it early',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'.indexOf(between) === pieces[left].length',
				'.indexOf(between) >= 0',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'digits can be moved from a signed timestamp that is not compared with the clock',
		edits: [
			[
				'nodes/core/signature/verifyScheme.ts',
				'coverage.timestamp && toleranceSeconds > 0;',
				'coverage.timestamp;',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'fields that are signed without separators decide the id',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'...(signed.coverage.fields && { overrides',
				'...(signed.coverage.url && false && { overrides',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'an id that follows from an unsigned type counts as signed',
		edits: [
			[
				'nodes/core/signature/events.ts',
				"const isIdUnsigned = unsigned.some((name) => name !== 'date');",
				"const isIdUnsigned = unsigned.includes('revision');",
			],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'a signed nonce makes a retry another event',
		edits: [['nodes/core/signature/content.ts', ' && !attempts.includes(place))', ')']],
		project: 'unit',
		tests: 'attacks/retriedBodies',
	},
	{
		what: 'a list without an order continues at the number of a page of another size',
		edits: [
			[
				'nodes/WooCommerce/poll/scan/unorderedList.ts',
				'unordered.pageSize === undefined || unordered.pageSize === pageSize',
				'unordered.pageSize !== 0 || unordered.pageSize === pageSize',
			],
		],
		project: 'unit',
		tests: 'attacks/changedListParameters',
	},
	{
		what: 'the time zone of n8n decides about dates without a zone',
		edits: [
			['nodes/core/dates.ts', "NAIVE.test(text) ? `${text.replace(' ', 'T')}Z` : text", 'text'],
		],
		project: 'unit',
		tests: 'attacks/zonesOfFilters',
	},
	{
		what: 'a renamed list begins again because its earlier name is in use',
		edits: [
			[
				'nodes/WooCommerce/poll/pollShop.ts',
				'one.name !== other || one.resource.path !== path',
				"one.name !== other || path === ''",
			],
		],
		project: 'unit',
		tests: 'attacks/renamedResources',
	},
	{
		what: 'n8n does not store the first pass of a list without an order',
		edits: [
			[
				'nodes/WooCommerce/poll/unstoredState.ts',
				'one?.page !== other.page || other.isListed;',
				'one?.page !== other.page && !other.isListed;',
			],
		],
		project: 'unit',
		tests: 'attacks/unstoredFirstPass',
	},
	{
		what: 'an error after the last page stops the comparison of a list',
		edits: [
			['nodes/WooCommerce/client/api.ts', 'answer.status !== 400 ||', 'answer.status !== 200 ||'],
		],
		project: 'unit',
		tests: 'attacks/pagesPastTheEnd',
	},
	{
		what: 'a forged body with a recorded signature stands for the genuine body',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'coverage.body ? (read[0]?.open ?? []) :',
				'row.key ? (read[0]?.open ?? []) :',
			],
		],
		project: 'unit',
		tests: 'attacks/forgedFirst',
	},
	{
		what: 'the length of a body with a count of attempts makes a retry another event',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'coverage.body && event.attempt === undefined',
				"coverage.body && event.attempt !== ''",
			],
		],
		project: 'unit',
		tests: 'attacks/retriedBodies',
	},
	{
		what: 'a retry with a new date and an unsigned body is another event',
		edits: [
			[
				'nodes/core/signature/verifyScheme.ts',
				"createHash('sha256').update(this.lastingBody)",
				"createHash('sha256').update(this.request.delivery.body)",
			],
		],
		project: 'unit',
		tests: 'attacks/retriedBodies',
	},
	{
		what: 'a body without its list of events has no time',
		edits: [
			[
				'nodes/core/signature/verifyScheme.ts',
				"list === '$' || Array.isArray(walk(json, list))",
				"list !== '' || Array.isArray(walk(json, list))",
			],
		],
		project: 'unit',
		tests: 'attacks/retriedBodies',
	},
	{
		what: 'what stands beside elements that are signed one by one decides an event',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'row.each === undefined ? document : undefined',
				"row.each !== '' ? document : undefined",
			],
		],
		project: 'unit',
		tests: 'attacks/besideElements',
	},
	{
		what: 'a custom scheme does not find a header whose name has capitals',
		edits: [
			[
				'nodes/SignedWebhook/custom.ts',
				"text.startsWith('header:') ? text.toLowerCase() : text",
				"text.startsWith('Header:') ? text.toLowerCase() : text",
			],
		],
		project: 'unit',
		tests: 'attacks/customHeaders',
	},
	{
		what: 'an unsigned date counts whenever it is',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'date !== undefined && (isSigned || isPlausible',
				'date !== undefined && (!isSigned || isPlausible',
			],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'two notifications of Dropbox with equal bytes are one event',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'event.repeats === true && !id?.text &&',
				'event.repeats === true && !!id?.text &&',
			],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'senders in a general scheme can take each other’s ids',
		edits: [
			[
				'nodes/SignedWebhook/vendor.ts',
				"return hub === 'custom' ? { sender",
				"return hub === 'none' ? { sender",
			],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'a vendor chooses the next step of an incident',
		edits: [
			[
				'nodes/core/text/oneSentence.ts',
				"return words.replace(END, '; ');",
				'return words.slice(END.lastIndex);',
			],
		],
		project: 'unit',
		tests: 'attacks/vendorWords',
	},
	{
		what: 'a vendor and an instance end a sentence with another mark or blank than a full stop and a space',
		edits: [
			['nodes/core/text/oneSentence.ts', 'const END = /[.!?…]', 'const END = /\\. |[?]{9}'],
			[
				'nodes/SignedEvent/convert/names.ts',
				'${oneSentence(names[which])}',
				'${names[which] || oneSentence("")}',
			],
		],
		project: 'unit',
		tests: 'attacks/oneSentence',
	},
	{
		what: 'a secret of one character verifies deliveries',
		edits: [
			[
				HMAC,
				'return secret.trim().length < SHORTEST_SECRET;',
				'return secret.trim().length < SHORTEST_SECRET / 8;',
			],
		],
		project: 'unit',
		tests: 'attacks/shortSecrets',
	},
	{
		what: 'in queue mode, a large execution of catch-up erases what webhooks have reported',
		edits: [
			[
				'nodes/host/trigger/reportedElsewhere.ts',
				'const asked = unique.slice(first, first + ASKED_AT_ONCE);',
				'const asked = unique.slice(first);',
			],
		],
		project: 'unit',
		tests: 'attacks/reportedBatches',
	},
	{
		what: 'failed deliveries displace what Skip Duplicates has recorded',
		edits: [
			[
				'nodes/SignedEvent/emit/deduplicator.ts',
				'const BATCH_IDS = 500;',
				'const BATCH_IDS = 1_000;',
			],
		],
		project: 'unit',
		tests: 'attacks/failedBatches',
	},
	{
		what: 'Check shows the triggers of other projects',
		edits: [
			[
				'nodes/SignedEvent/check/triggers.ts',
				'.filter(({ node }) => isOfSameProject(functions, node))',
				'.filter(({ node }) => node !== functions)',
			],
		],
		project: 'unit',
		tests: 'attacks/otherProjects',
	},
	{
		what: 'the Health Trigger emits the incidents of other projects',
		edits: [
			[
				'nodes/Health/monitor.ts',
				'isOfSameProject(functions, notice.incident.node) && isChosen',
				'isOfSameProject({}, notice.incident.node) && isChosen',
			],
		],
		project: 'unit',
		tests: 'attacks/otherProjects',
	},
	{
		what: 'an unsigned id alone identifies an event, so that a recorded body can take it',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'if (id?.isSigned === true && text',
				'if (id !== undefined && text',
			],
		],
		project: 'unit',
		tests: 'unit/SignedWebhook/vendor',
	},
	{
		what: 'a handshake needs no signature',
		edits: [
			[
				'nodes/core/signature/handshake.ts',
				'if (handshake.isSigned === true && !isVerified) continue;',
				'if (handshake.isSigned === true && isVerified) continue;',
			],
		],
		project: 'unit',
		tests: 'unit/SignedWebhook/vendor',
	},
	{
		what: 'the probe counts bytes as unchanged that a proxy encoded again',
		edits: [
			[
				'nodes/host/trigger/probe/judgeArrival.ts',
				"if (body === 'reencoded')",
				"if (body === 'never')",
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/probe',
	},
	{
		what: 'a recorded probe is accepted again',
		edits: [
			[
				'nodes/host/trigger/probe/probes.ts',
				'this.waiting.delete(token);\n\t\tconst dropped',
				'const dropped',
			],
			[
				'nodes/host/trigger/probe/probes.ts',
				'end: () => void this.waiting.delete(token)',
				'end: () => undefined',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/probe',
	},
	{
		what: 'a network that cannot call itself is a fault',
		edits: [
			[
				'nodes/host/trigger/probe/probe.ts',
				'return unchecked(PROBE_CAUSE.notCallable, ...notCallable(answer.problem.message));',
				"return failed(PROBE_CAUSE.notCallable, answer.problem.message, '');",
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/probe',
	},
	{
		what: 'the probe is a fault although deliveries arrive',
		edits: [
			['nodes/host/trigger/probe/contradictions.ts', 'hasDelivered || isKnown ?', 'isKnown ?'],
		],
		project: 'unit',
		tests: 'unit/host/trigger/probe',
	},
	{
		what: 'Check is healthy without subscriptions',
		edits: [['nodes/core/health/verdict.ts', 'if (off.length > 0)', 'if (off.length > 99)']],
		project: 'unit',
		tests: 'unit/SignedEvent/check',
	},
	{
		what: 'a cached response counts as the clock of the vendor',
		edits: [['nodes/host/health/vendorClock.ts', '|| isCached(headers) ||', '||']],
		project: 'unit',
		tests: 'unit/host/health/vendorClock',
	},
	{
		what: 'an incident opens at the first failure',
		edits: [
			['nodes/core/health/track.ts', 'count >= openAfter &&', 'count >= Math.min(1, openAfter) &&'],
		],
		project: 'unit',
		tests: 'unit/(core|host)/health/(track|faults)',
	},
	{
		what: 'an incident that comes and goes is reported each time',
		edits: [
			[
				'nodes/core/health/track.ts',
				'&& at.steady >= quietUntil;',
				'&& at.steady >= Math.min(0, quietUntil);',
			],
		],
		project: 'unit',
		tests: 'unit/core/health/track',
	},
	{
		what: 'a stranger can start the error workflow',
		edits: [
			[
				'nodes/host/health/registry.ts',
				'incident.needsPerson && !isForgeable',
				'incident.needsPerson && (isForgeable || true)',
			],
		],
		project: 'unit',
		tests: 'unit/host/health',
	},
	{
		what: 'deliveries of a time when n8n was off count as missing',
		edits: [
			['nodes/host/health/noteEmitted.ts', 'changedAt >= ledger.expectedFrom', 'changedAt > 0'],
		],
		project: 'unit',
		tests: 'unit/host/health/faults',
	},
	{
		what: 'a verified delivery does not end the count of rejected ones',
		edits: [
			[
				'nodes/host/health/noteDeliveries.ts',
				'of [deliveriesRejected, deliveriesMissing, silent]',
				'of [deliveriesRejected, deliveriesMissing, silent].slice(1)',
			],
		],
		project: 'unit',
		tests: 'unit/host/health/faults',
	},
	{
		what: 'one rejected credential is two incidents',
		edits: [
			[
				'nodes/host/health/registry.ts',
				'if (!INCIDENT_RULES[kind].isShared) return false;',
				'if (INCIDENT_RULES[kind] !== undefined) return false;',
			],
		],
		project: 'unit',
		tests: 'unit/host/health',
	},
	{
		what: 'the Health Trigger starts an execution for each incident',
		edits: [['nodes/Health/batches.ts', 'await this.pause(EVERY_MS);', 'await this.pause(0);']],
		project: 'unit',
		tests: 'unit/Health',
	},
	{
		what: 'a header that was left out decides an event without a mark',
		edits: [
			[
				'nodes/core/signature/events.ts',
				"return isSigned ? undefined : { text: '', isSigned };",
				'return undefined;',
			],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'the type of the body makes another event of a signed form',
		edits: [
			['nodes/core/signature/events.ts', 'if (hasFormPaths(row) &&', 'if (!hasFormPaths(row) &&'],
		],
		project: 'unit',
		tests: 'attacks/unsignedFields',
	},
	{
		what: 'a vendor that always has more is asked without an end',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitMissed.ts',
				'isFurther && progress.idleLooks < MOST_IDLE_LOOKS',
				'isFurther',
			],
		],
		project: 'unit',
		tests: 'attacks/endlessLooks',
	},
	{
		what: 'a list of Ecwid that ignores periods is read a second at a time',
		edits: [
			[
				'nodes/Ecwid/catchUp/parts.ts',
				'isUndivided = read.value.total >= all && to - from <= SHORTEST_MS;',
				'',
			],
		],
		project: 'unit',
		tests: 'attacks/endlessLooks',
	},
	{
		what: 'a list of Ecwid that cannot be divided into periods is read at once',
		edits: [
			[
				'nodes/Ecwid/catchUp/parts.ts',
				'rows: Math.min(rows, MOST_UNDIVIDED)',
				'rows: rows + MOST_UNDIVIDED',
			],
		],
		project: 'unit',
		tests: 'attacks/longEcwidLists',
	},
	{
		what: 'a list of Ecwid that ignores periods is read again and again',
		edits: [['nodes/Ecwid/catchUp/look.ts', 'isInParts && !isOver', 'isInParts']],
		project: 'unit',
		tests: 'attacks/longEcwidLists',
	},
	{
		what: 'a total of Ecwid that is too large keeps a reading at the last row',
		edits: [['nodes/Ecwid/client/pages.ts', 'isEnd ? undefined : this', 'this']],
		project: 'unit',
		tests: 'attacks/longEcwidLists',
	},
	{
		what: 'a list of Ecwid without a stable order is read without an end',
		edits: [
			['nodes/Ecwid/catchUp/parts.ts', 'lost > MOST_LOST_AT_ALL ?', 'lost === Infinity ?'],
			[
				'nodes/Ecwid/catchUp/parts.ts',
				'isLimited && lost > MOST_LOST;',
				'isLimited && lost === Infinity;',
			],
		],
		project: 'unit',
		tests: 'attacks/longEcwidLists',
	},
	{
		what: 'a list of Ecwid loses a row when another one moves to its end',
		edits: [
			[
				'nodes/Ecwid/client/listing.ts',
				'attempt < ATTEMPTS ? idOf : undefined',
				'attempt > ATTEMPTS ? idOf : undefined',
			],
		],
		project: 'unit',
		tests: 'attacks/longEcwidLists',
	},
	{
		what: 'a part of a list of Ecwid fills the memory',
		edits: [
			['nodes/Ecwid/client/listing.ts', 'if (page > 0 && fill > MOST_FILL)', 'if (fill < 0)'],
		],
		project: 'unit',
		tests: 'attacks/endlessLooks',
	},
	{
		what: 'a stream of Box without events is read on at once',
		edits: [['nodes/Box/catchUp/look.ts', '!isComplete && !isIdle &&', '!isComplete &&']],
		project: 'unit',
		tests: 'attacks/endlessLooks',
	},
	{
		what: 'a replay emits events outside its span',
		edits: [['nodes/host/replay/collector.ts', 'at < from || at >= to', 'at < from']],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/(wooCommerce|shopify)',
	},
	{
		what: 'a replay that could not read everything looks complete',
		edits: [
			[
				'nodes/SignedEvent/replay/replay.ts',
				'if (!asked.value.isComplete) return tooLong();',
				'if (asked === undefined) return tooLong();',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/replay',
	},
	{
		what: 'a replay of all events emits the first 10,000 without a word',
		edits: [
			[
				'nodes/SignedEvent/replay/replay.ts',
				'if (found.isCut && isAll) return tooMany(settings, found);',
				'if (found.isCut && isLate()) return tooMany(settings, found);',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/replay',
	},
	{
		what: 'a replay leaves out the objects in the trash',
		edits: [
			[
				'nodes/WooCommerce/replay/read.ts',
				'...(hasWindows && hasTrash',
				'...(!hasWindows && hasTrash',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/wooCommerce',
	},
	{
		what: 'a replay of Box reads on to the end of the streams alone',
		edits: [
			['nodes/Box/replay/read.ts', 'if (!hasEnterprise) return', 'if (gap !== undefined) return'],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/box',
	},
	{
		what: 'a replay sorts all that it keeps at each event',
		edits: [
			[
				'nodes/host/replay/collector.ts',
				'if (kept.size > 2 * most) trim();',
				'if (kept.size > 2 * most || (rawLength > mostRaw && kept.size > most)) trim();',
			],
		],
		project: 'unit',
		tests: 'attacks/largeReplays',
	},
	{
		what: 'a large part of a replay blocks n8n',
		edits: [
			[
				'nodes/SignedEvent/replay/replay.ts',
				'inSlices(changes, SLICE,',
				'inSlices(changes, 1e6 * SLICE,',
			],
		],
		project: 'unit',
		tests: 'attacks/largeReplays',
	},
	{
		what: 'a replay keeps a note of each row that is not an object',
		edits: [
			['nodes/WooCommerce/replay/read.ts', 'notes.broken.splice(0);', 'notes.broken.slice();'],
		],
		project: 'unit',
		tests: 'attacks/largeReplays',
	},
	{
		what: 'a replay names a state by a second in which the object can still change',
		edits: [
			[
				'nodes/Shopify/replay/read.ts',
				'take(withoutYoungStates(found.value.changes, window.to - PRESENT_MS));',
				'take(withoutYoungStates(found.value.changes, 2 * window.to));',
			],
		],
		project: 'unit',
		tests: 'unit/SignedEvent/replay/shopify',
	},
	{
		what: 'a text beside many events is repeated for each of them',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'text.slice(0, LONGEST + 1);',
				'text.slice(0, 1e9 + LONGEST);',
			],
		],
		project: 'unit',
		tests: 'attacks/signedWebhooks',
		names: 'texts beside many events',
	},
	{
		what: 'the health of a node keeps types of any length',
		edits: [
			[
				'nodes/core/health/ledger.ts',
				'if (objectType.length > LONGEST_TYPE) return OTHER;',
				'if (objectType.length > 1e9 + LONGEST_TYPE) return OTHER;',
			],
		],
		project: 'unit',
		tests: 'unit/core/health/ledger',
	},
	{
		what: 'a start date in the future keeps catch-up from finding anything until then',
		edits: [
			[
				'nodes/host/trigger/catchUp/beginCatchUp.ts',
				'Math.max(Date.now() - from, 0)',
				'(Date.now() - from)',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/startFrom',
	},
	{
		what: 'a load begins again at each poll, because the date of an expression moves on',
		edits: [
			[
				'nodes/host/startFrom.ts',
				'choice: isExpression ? typed : isoSecond(since)',
				'choice: isExpression && since < 0 ? typed : isoSecond(since)',
			],
		],
		project: 'unit',
		tests: 'unit/(WooCommerce/poll/load/expression|host/startFrom)',
	},
	{
		what: 'a look at a slow vendor goes on until its result is lost',
		edits: [
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'!signal.aborted && state.clock() < endsAt;',
				'!signal.aborted && state.clock() < 2 * endsAt;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp\\.',
		names: 'takes long',
	},
	{
		what: 'a load that Now ends early leaves out a cart that was placed during it',
		edits: [
			[
				'nodes/WooCommerce/poll/load/loadState.ts',
				'if (!isOpen(load) || !hasLeftCarts)',
				'if (!isOpen(load) || hasLeftCarts)',
			],
		],
		project: 'unit',
		tests: 'unit/WooCommerce/poll/load/load',
		names: 'that Now ends early',
	},
	{
		what: 'a look of a load reads as much as the vendor allows, so that a kill costs many pages',
		edits: [
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'...(isShort && { rows: batchSize * MOST_AT_A_TIME })',
				'...(isShort && { rows: batchSize * 1_000 })',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/startFrom',
	},
	{
		what: 'the looks of a load stay short although they find nothing new',
		edits: [
			[
				'nodes/host/trigger/catchUp/findMissed.ts',
				'(progress.idleLooks ?? 0) === 0',
				'(progress.idleLooks ?? 0) >= 0',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/startFrom',
	},
	{
		what: 'a look at Shopify reads more rows than the host wants',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'Math.min(rows, LOOK_LIMITS.rows)',
				'Math.max(Math.min(rows, 0), LOOK_LIMITS.rows)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'each short look at Shopify reads the lists that have nothing more',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'if (leavesOut && start === undefined)',
				'if (leavesOut && start !== undefined && start === null)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'a look at Shopify reads the lists that have nothing more only after a load',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'isLong && isJustRead(begun.watermark, connection.now(), graceMs)',
				'isLong || isJustRead(begun.watermark, connection.now(), graceMs)',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
	},
	{
		what: 'each short look at Ecwid reads the lists that have nothing more',
		edits: [
			[
				'nodes/Ecwid/catchUp/look.ts',
				'if (leavesOut && begun.behind?.[source.path] === undefined)',
				'if (leavesOut && source.path === undefined)',
			],
		],
		project: 'unit',
		tests: 'unit/Ecwid/catchUp/look',
	},
	{
		what: 'a look at Box reads more events than the host wants',
		edits: [
			['nodes/Box/catchUp/readStream.ts', 'count += rows.length;', 'count += rows.length * 0;'],
		],
		project: 'unit',
		tests: 'unit/Box/catchUp/look',
	},
	{
		what: 'a load logs its progress at each look',
		edits: [
			[
				'nodes/host/trigger/catchUp/load.ts',
				'const LOGGED_EVERY = 10_000;',
				'const LOGGED_EVERY = 1;',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/catchUp/emitMissed',
	},
	{
		what: 'executions store the position of catch-up without the last choice in Start From',
		edits: [
			[
				'nodes/host/trigger/execute.ts',
				'progress.settled && withLoad(progress.settled, progress)',
				'progress.settled && withLoad(progress.settled, {})',
			],
			[
				'nodes/host/trigger/catchUp/emitBatches.ts',
				'cursor: withLoad(next, progress)',
				'cursor: withLoad(next, {})',
			],
		],
		project: 'unit',
		tests: 'unit/host/trigger/startFrom',
	},
	{
		what: 'the Signed Webhook Trigger accepts public keys that anyone can sign for',
		edits: [
			[
				'nodes/core/signature/keys.ts',
				'!isOfSmallOrder(ed25519Bytes(key))',
				'!isOfSmallOrder(ed25519Bytes(key).reverse())',
			],
		],
		project: 'unit',
		tests: '(attacks/vectors|unit/SignedWebhook/credential)',
	},
	{
		what: 'an unsigned header makes an event of a handshake of Twitch',
		edits: [
			[
				'nodes/SignedWebhook/providers/m-z.ts',
				"[['json:subscription.status', 'webhook_callback_verification_pending']]",
				"[['header:twitch-eventsub-message-type', 'webhook_callback_verification']]",
			],
		],
		project: 'unit',
		tests: 'unit/SignedWebhook/vendor',
	},
	{
		what: 'the end of a subscription at Twitch has the topic of its events',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'found === action && isPlain',
				'found === action && event.plainAction !== undefined',
			],
		],
		project: 'unit',
		tests: 'unit/SignedWebhook/vendor',
	},
	{
		what: 'a shop ends a sentence by the topic of a webhook',
		edits: [
			[
				'nodes/WooCommerce/webhooks/subscription.ts',
				'TOPIC.test(topic) ? topic : shownName(topic)',
				'TOPIC.test(topic) ? topic : topic.slice(0, 200)',
			],
		],
		project: 'unit',
		tests: 'attacks/oddSubscriptions',
	},
	{
		what: 'incidents keep a name of any length that a vendor has chosen',
		edits: [
			[
				'nodes/host/trigger/subscription/reconcile.ts',
				'return shownName(subscriptions.describe(one));',
				"return shownName('') + subscriptions.describe(one);",
			],
		],
		project: 'unit',
		tests: 'attacks/oddSubscriptions',
	},
	{
		what: "a token endpoint's words are read as patterns of String.replace",
		edits: [
			[
				'nodes/host/oauth2.ts',
				"replace('{why}', () => reasonOf(errors))",
				"replace('{why}', reasonOf(errors))",
			],
		],
		project: 'unit',
		tests: 'unit/host/oauth2',
	},
	{
		what: 'an id counts as signed although its bytes can be moved to another header',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'return between.length > 0 && isOnce;',
				'return between.length >= 0 || isOnce;',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'a header ends at its first separator, although the genuine one has another separator',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'if (left === body || right === body) return false;',
				'if (left === body && right === body) return false;',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'an id that is signed in lower case counts as signed as it came',
		edits: [
			[
				'nodes/core/signature/content.ts',
				'named.filter(({ isLower }) => !isLower)',
				"named.filter(({ name }) => name !== '')",
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'the end of a text that a customer wrote is an event with a signature',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'(!signed.coverage.body || signed.isAmbiguous) &&',
				'!signed.coverage.body &&',
			],
		],
		project: 'unit',
		tests: 'attacks/movedBytes',
	},
	{
		what: 'a short look at Shopify ends within objects of one date, where the next one begins again',
		edits: [
			[
				'nodes/Shopify/catchUp/look.ts',
				'after === null || (read.next.at ?? at) > at',
				'after === null || (read.next.at ?? at) >= at',
			],
		],
		project: 'unit',
		tests: 'unit/Shopify/catchUp/look',
		names: 'whose objects all have one date',
	},
	{
		what: 'a look that gets no further says nothing',
		edits: [
			[
				'nodes/host/trigger/catchUp/emitMissed.ts',
				'if (missed.hasMore && !isFurther) warn(functions, NO_FURTHER);',
				'',
			],
		],
		project: 'unit',
		tests: 'attacks/shortLooks',
	},
	{
		what: 'a secret goes to the host of an absolute URL, because only the base URL was compared',
		edits: [['nodes/host/requestedUrl.ts', "isAbsolute || baseURL === ''", "baseURL === ''"]],
		project: 'unit',
		tests: 'attacks/otherHosts',
	},
	{
		what: 'a secret goes to another host, because the URL was joined to the base URL without a slash',
		edits: [
			[
				'nodes/host/requestedUrl.ts',
				"`${withoutTrailing(baseURL, '/')}/${url.replace(/^\\/+/, '')}`",
				'`${baseURL}${url}`',
			],
		],
		project: 'unit',
		tests: 'attacks/otherHosts',
	},
	{
		what: 'an error shows a short login and the password of a callback URL without a scheme',
		edits: [
			['nodes/host/vendorErrors.ts', 'isLogin(login) ?', 'isLogin(name) ?'],
			[
				'nodes/SignedEvent/emit/shownUrl.ts',
				"address.slice(address.lastIndexOf('@') + 1)",
				'address',
			],
		],
		project: 'unit',
		tests: 'unit/(host/vendorErrors|SignedEvent/emit/destination)',
	},
	{
		what: 'a poll emits any number of small objects, and compares a page without a pause',
		edits: [
			[
				'nodes/WooCommerce/poll/pollShop.ts',
				'const EVENT_BYTES = 1_024;',
				'const EVENT_BYTES = 0;',
			],
			['nodes/WooCommerce/poll/scan/unorderedList.ts', 'if (start > 0) await shop.pause();', ''],
		],
		project: 'unit',
		tests: 'attacks/largePolls',
	},
	{
		what: 'a long page fails or blocks the poll, and a list has any number of known ids',
		edits: [
			[
				'nodes/WooCommerce/poll/read/splitPage.ts',
				'for (const row of added) page.rows.push(row);',
				'page.rows.push(...added);',
			],
			[
				'nodes/WooCommerce/poll/read/splitPage.ts',
				'...(index === 0 ? before : within)',
				'...(index === 0 ? before : within && this.lastBefore(at + index))',
			],
			['nodes/WooCommerce/poll/pollResource.ts', '2 * MOST_OBJECTS', '2e3 * MOST_OBJECTS'],
			['nodes/WooCommerce/poll/learnFields.ts', 'rows.slice(0, 2 * SAMPLE)', 'rows'],
		],
		project: 'unit',
		tests: 'attacks/largePolls',
	},
	{
		what: 'a look at Shopify ends within large objects of one date, where the next one begins again',
		edits: [
			[
				'nodes/Shopify/catchUp/pacedAsk.ts',
				'bytes >= limits.bytes * MOST_FILL',
				'bytes >= limits.bytes',
			],
		],
		project: 'unit',
		tests: 'attacks/shortLooks',
	},
	{
		what: 'a report leaves out changes of the last two days if they are of many types',
		edits: [
			[
				'nodes/core/health/ledger.ts',
				'rows[0].startsAt < newest - KEPT_MS',
				'rows[0].startsAt < newest + KEPT_MS',
			],
		],
		project: 'unit',
		tests: 'attacks/manyTypes',
	},
	{
		what: 'a retry is another event if the provider counts its attempts in the body',
		edits: [
			[
				'nodes/core/signature/verifyScheme.ts',
				'if (passing.length === 0 || json === undefined) return body;',
				'if (passing.length < 9 || json === undefined) return body;',
			],
		],
		project: 'unit',
		tests: 'attacks/retriedBodies',
	},
	{
		what: 'an event is lost if its body equals that of an earlier one, although the provider signed another time',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'const isTimed = !id?.text && !date?.text',
				'const isTimed = !row && !id?.text && !date?.text',
			],
		],
		project: 'unit',
		tests: 'attacks/equalBodies',
	},
	{
		what: 'a retry is another event if its body has an ID or a date',
		edits: [
			[
				'nodes/core/signature/events.ts',
				'const isTimed = !id?.text && !date?.text &&',
				'const isTimed =',
			],
		],
		project: 'unit',
		tests: 'attacks/equalBodies',
	},
	{
		what: 'with raw objects left out, a filter by $raw.status drops the events of catch-up',
		edits: [
			[
				'nodes/core/eventFilter.ts',
				"stepsOf(String(field))?.[0] === 'raw'",
				'/^\\s*(?:\\$\\.)?raw\\b/.test(String(field))',
			],
		],
		project: 'unit',
		tests: 'attacks/filterPaths',
	},
	{
		what: 'a report calls hours complete that the clock has skipped',
		edits: [
			[
				'nodes/core/health/report.ts',
				'Math.max(ledger.since, clockSetAt) <= from',
				'ledger.since <= from',
			],
		],
		project: 'unit',
		tests: 'attacks/clockReports',
	},
	{
		what: 'a clock that NTP corrects by seconds makes reports incomplete',
		edits: [
			['nodes/host/health/registry.ts', 'CLOCK_STEP_MS = 5 * 60_000', 'CLOCK_STEP_MS = 1_000'],
		],
		project: 'unit',
		tests: 'attacks/clockReports',
	},
	{
		what: 'Check calls a poll healthy that fails or that n8n no longer starts, and counts a load as changes',
		edits: [
			[
				'nodes/SignedEvent/check/check.ts',
				'problem: ledger.polls?.problem,',
				'problem: ledger.polls && undefined,',
			],
			[
				'nodes/core/health/silence.ts',
				'Math.max(LEAST_POLL_PAUSE_MS, TIMES_LONGEST * longestMs) ? pause : undefined;',
				'Math.max(LEAST_POLL_PAUSE_MS, TIMES_LONGEST * longestMs) ? undefined : undefined;',
			],
			[
				'nodes/host/health/noteChecks.ts',
				'isLoaded ? { backfill: 1 } : { polling: 1 }',
				'isLoaded ? { polling: 1 } : { polling: 1 }',
			],
		],
		project: 'unit',
		tests: 'attacks/pollHealth',
	},
	{
		what: 'a server and a shop tell a person or an agent what to do',
		edits: [
			[
				'nodes/host/trigger/probe/judgeResponse.ts',
				'shownName(server.slice(0, 60))',
				'(shownName(server) && shownText(server))',
			],
			['nodes/Shopify/credential.ts', 'shownName(domain)', '(shownName("") || domain)'],
			[
				'nodes/WooCommerce/poll/configuration/pollerConfiguration.ts',
				'const FIELD_NAME = /^[\\w-]{1,40}$/;',
				'const FIELD_NAME = /^/;',
			],
		],
		project: 'unit',
		tests: 'attacks/vendorWords',
	},
	{
		what: 'a receiver that changes its secret takes a retry for another delivery, or its event for another',
		edits: [
			['nodes/core/envelope/verifySignedEvent.ts', 'secrets[secrets.length - 1]', 'secrets[0]'],
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				"proof.key.kind === 'public' ? sender : 'secrets'",
				"proof.key.kind === 'public' ? sender : sender",
			],
			['nodes/SignedWebhook/vendor.ts', 'keys[keys.length - 1]', 'keys[0]'],
		],
		project: 'unit',
		tests: 'attacks/rotatedSenders',
	},
	{
		what: 'a receiver that removes its oldest secret takes a retry for another delivery',
		edits: [
			[
				'nodes/SignedEvent/verify/receiverVendor.ts',
				"proof.key.kind === 'public' ? sender : 'secrets'",
				"proof.key.kind === 'public' ? sender : sender",
			],
		],
		project: 'unit',
		tests: 'attacks/rotatedSenders',
	},
	{
		what: 'an issue of Sentry that is resolved again is the first event',
		edits: [
			[
				'nodes/SignedWebhook/providers/m-z.ts',
				"event: { id: ['data.error.event_id', 'header:request-id'],",
				'event: {',
			],
		],
		project: 'unit',
		tests: 'attacks/repeatedStates',
	},
	{
		what: 'a webhook of another tool, a plugin and a receiver tell a person or an agent what to do',
		edits: [
			[
				'nodes/Box/api.ts',
				"shownName(holder.address.split('?')[0])",
				"holder.address.split('?')[0]",
			],
			['nodes/Box/notices.ts', 'shownName(reason.slice(0, 100))', 'reason.slice(0, 100)'],
			[
				'nodes/WooCommerce/poll/scan/specimen.ts',
				'.map(shownName)',
				'.map((name) => shownName("") || name)',
			],
			[
				'nodes/SignedEvent/emit/rejectedByReceiver.ts',
				'oneSentence(shownText(text, QUOTED))',
				'(oneSentence("") || shownText(text, QUOTED))',
			],
		],
		project: 'unit',
		tests: 'attacks/remoteWords',
	},
	{
		what: 'an UPDATED of a moved file replaces the CREATED of the same look',
		edits: [
			[
				'nodes/core/replaces.ts',
				"before?.eventType !== 'CREATED' || eventType === 'CREATED'",
				"before?.eventType !== 'CREATED' || eventType !== undefined",
			],
		],
		project: 'unit',
		tests: 'attacks/createdAndMoved',
	},
];
