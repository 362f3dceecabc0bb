-- Sends the tokens of a file in turn, one with each request. BENCH_TOKENS names the file.
local requests = {}
local position = 0

function init()
  for token in io.lines(os.getenv("BENCH_TOKENS")) do
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. token })
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end
