import { createHmac } from 'node:crypto';
import { startHttpServer, type Call, type RunningServer } from './http';
import type { JsonObject } from './json';

/** What a receiver answers: a status, or none at all. */
export interface ReceiverAnswer {
	status: number;
	headers?: Record<string, string>;
	transport?: 'hang' | 'close';
}

/** The receiver that the shop delivers to. It records every request and responds as a test decides. */
export class WebhookReceiver {
	/** Every request, pings included, in order. */
	readonly calls: Call[] = [];
	/** The answer to every request; a test may change it at any time. */
	answer: (call: Call) => ReceiverAnswer | Promise<ReceiverAnswer> = () => ({ status: 200 });

	private server?: RunningServer;

	/** Listens on a free port. */
	static async start(): Promise<WebhookReceiver> {
		const receiver = new WebhookReceiver();
		receiver.server = await startHttpServer(async (call) => {
			receiver.calls.push(call);
			const { status, headers = {}, transport } = await receiver.answer(call);
			return { status, headers, body: '', ...(transport && { transport }) };
		});
		return receiver;
	}

	get url(): string {
		return `http://127.0.0.1:${this.server?.port}/hook`;
	}

	get pings(): Call[] {
		return this.calls.filter(isPing);
	}

	get deliveries(): Call[] {
		return this.calls.filter((call) => !isPing(call));
	}

	/** The deliveries as topic and id, in order. */
	get told(): [string, unknown][] {
		return this.deliveries.map((call) => [
			call.headers['x-wc-webhook-topic'],
			(JSON.parse(call.body) as JsonObject).id,
		]);
	}

	forget(): void {
		this.calls.length = 0;
	}

	async close(): Promise<void> {
		await this.server?.close();
	}
}

/** Whether a request is WooCommerce's ping. */
function isPing(call: Call): boolean {
	return call.headers['content-type'] === 'application/x-www-form-urlencoded';
}

/** Whether a delivery carries the signature that WooCommerce's documentation describes. */
export function isSigned({ headers, body }: Call, secret: string): boolean {
	const expected = createHmac('sha256', secret).update(body).digest('base64');
	return headers['x-wc-webhook-signature'] === expected;
}
