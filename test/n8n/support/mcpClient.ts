/** A tool as an MCP server lists it. */
export interface McpTool {
	name: string;
	description: string;
	inputSchema: { properties: Record<string, { type?: string; description?: string }> };
}

interface McpResult {
	tools?: McpTool[];
	content?: Array<{ type: string; text: string }>;
	isError?: boolean;
}

/** Calls an MCP server as an agent does, by Streamable HTTP (https://modelcontextprotocol.io/specification). */
export class McpClient {
	private session: string | undefined;
	private lastId = 0;

	constructor(private readonly url: string) {}

	/** Begins a session. */
	async open(): Promise<this> {
		await this.call('initialize', {
			protocolVersion: '2025-06-18',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		});
		await this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
		return this;
	}

	async tools(): Promise<McpTool[]> {
		return (await this.call('tools/list', {})).tools ?? [];
	}

	/** Returns what a tool responds, parsed. */
	async use(name: string, parameters: object): Promise<unknown> {
		const { content = [], isError } = await this.call('tools/call', {
			name,
			arguments: parameters,
		});
		const text = content.map((part) => part.text).join('');
		if (isError === true) throw new Error(text);
		return JSON.parse(text);
	}

	private async call(method: string, params: object): Promise<McpResult> {
		const text = await this.send({ jsonrpc: '2.0', id: ++this.lastId, method, params });
		// The response is an event stream with one message, or the message itself.
		const data = text
			.split('\n')
			.filter((line) => line.startsWith('data:'))
			.map((line) => line.slice('data:'.length));
		const message = JSON.parse(data.at(-1) ?? text) as { result?: McpResult; error?: object };
		if (message.result === undefined) throw new Error(JSON.stringify(message.error));
		return message.result;
	}

	private async send(message: object): Promise<string> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session !== undefined && { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify(message),
			signal: AbortSignal.timeout(60_000),
		});
		this.session = response.headers.get('mcp-session-id') ?? this.session;
		const text = await response.text();
		if (!response.ok) throw new Error(`The MCP server responded ${response.status}: ${text}`);
		return text;
	}
}
