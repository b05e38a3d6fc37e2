// Evaluations as their tools write them, in two versions each where the form changed, and forty ways to be wrong.
#include "pathfinder/intake/evals.hpp"

#include <filesystem>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

/// What a file is read as: format, version, metric, then every arm: label, right/of, failures, pairs known or not.
std::string reading(const std::string& text, const EvalAsk& ask = {}, const std::string& name = "run.json") {
  Findings findings;
  const EvalRun run = read_evaluation(name, text, ask, findings);
  if (!findings.empty()) return test::summary(findings.all());
  std::string all = run.format + " " + run.version + (run.metric.empty() ? "" : " [" + run.metric + "]");
  for (const EvalArm& arm : run.arms) {
    double right = arm.right, of = arm.of, errors = arm.errors;
    for (const GradedAnswer& one : arm.answers) {
      if (one.right) {
        of += 1;
        right += *one.right ? 1 : 0;
      } else {
        errors += 1;
      }
    }
    const auto whole = [](double value) { return std::to_string(static_cast<int>(value)); };
    all += "; " + arm.label + (arm.model.empty() ? "" : " (" + arm.model + ")") + " " + whole(right) + "/" + whole(of);
    if (errors > 0) all += " -" + whole(errors);
    if (arm.answers.empty()) all += " sums";
  }
  return all;
}

/// The code of what is wrong, and the line.
std::string wrong(const std::string& text, const EvalAsk& ask = {}, const std::string& name = "run.json") {
  Findings findings;
  read_evaluation(name, text, ask, findings);
  if (findings.empty()) return "nothing";
  const Diagnostic& first = findings.all().front();
  return first.code + (first.where.line > 0 ? ":" + std::to_string(first.where.line) : "");
}

std::string sample(const std::string& file) {
  return test::file_text(std::filesystem::path(test::source_dir()) / "tests/data/evals" / file);
}

EvalAsk metric(std::string name) {
  return {std::move(name), std::nullopt};
}
EvalAsk from(double threshold, std::string name = "") {
  return {std::move(name), threshold};
}

const std::string promptfoo_3 = R"({"evalId":"eval-1","results":{"version":3,"timestamp":"2026-11-20T10:00:00.000Z",
"prompts":[{"raw":"{{q}}","label":"no context","provider":"openai:gpt-5-mini"},
{"raw":"{{c}} {{q}}","label":"with retrieval","provider":"openai:gpt-5-mini"}],
"results":[
{"promptIdx":0,"testIdx":0,"success":false,"failureReason":1,"score":0,"latencyMs":1000,"provider":{"id":"openai:gpt-5-mini"},"vars":{"q":"a"},"namedScores":{"f":0.4},"cost":0.001,"response":{"tokenUsage":{"prompt":90,"completion":30}},"tokenUsage":{"total":200}},
{"promptIdx":1,"testIdx":0,"success":true,"failureReason":0,"score":1,"latencyMs":2000,"provider":{"id":"openai:gpt-5-mini"},"vars":{"q":"a"},"namedScores":{"f":0.9}},
{"promptIdx":0,"testIdx":1,"success":false,"failureReason":2,"error":"timeout","score":0,"latencyMs":0,"provider":{"id":"openai:gpt-5-mini"},"vars":{"q":"b"},"namedScores":{}},
{"promptIdx":1,"testIdx":1,"success":true,"failureReason":0,"score":1,"latencyMs":2200,"provider":{"id":"openai:gpt-5-mini"},"vars":{"q":"b"},"namedScores":{"f":0.6}}],
"stats":{"successes":2,"failures":1,"errors":1}},"config":{},"shareableUrl":null})";

const std::string promptfoo_2 = R"({"results":{"version":2,"timestamp":"2024-05-01T10:00:00.000Z","results":[
{"provider":{"id":"openai:gpt-4o"},"prompt":{"raw":"{{q}}","label":"plain"},"vars":{"q":"a"},"success":true,"score":1},
{"provider":{"id":"openai:gpt-4o"},"prompt":{"raw":"{{c}}","label":"rag"},"vars":{"q":"a"},"success":true,"score":1},
{"provider":{"id":"openai:gpt-4o"},"prompt":{"raw":"{{q}}","label":"plain"},"vars":{"q":"b"},"success":false,"score":0},
{"provider":{"id":"openai:gpt-4o"},"prompt":{"raw":"{{c}}","label":"rag"},"vars":{"q":"b"},"success":false,"error":"API error: 500","score":0}],
"table":{"head":{"prompts":[{"raw":"{{q}}","label":"plain","provider":"openai:gpt-4o"},{"raw":"{{c}}","label":"rag","provider":"openai:gpt-4o"}],"vars":["q"]},"body":[]},
"stats":{"successes":2,"failures":1}},"config":{}})";

const std::string lm_04 =
    R"({"results":{"my_qa":{"alias":"my_qa","sample_len":50,"exact_match,none":0.82,"exact_match_stderr,none":0.0549}},
"n-samples":{"my_qa":{"original":50,"effective":50}},"config":{"model":"vllm","model_args":"pretrained=Qwen/Qwen3-14B,tp=2"},
"lm_eval_version":"0.4.9"})";

const std::string lm_samples = R"({"doc_id":0,"target":"x","filter":"none","metrics":["exact_match"],"exact_match":1.0}
{"doc_id":1,"target":"y","filter":"none","metrics":["exact_match"],"exact_match":0.0}
{"doc_id":2,"target":"z","filter":"none","metrics":["exact_match"],"exact_match":null}
)";

const std::string deepeval = R"({"testRunData":{"testPassed":1,"testFailed":2,"testCases":[
{"name":"q0","input":"a","success":true,"metricsData":[{"name":"Correctness","threshold":0.5,"success":true,"score":0.9}],"completionTime":1.5,"inputTokenCount":80,"outputTokenCount":20,"tokenCost":0.002},
{"name":"q1","input":"b","success":false,"metricsData":[{"name":"Correctness","threshold":0.5,"success":false,"score":0.2},{"name":"Tone","success":true,"score":1,"flaky":true}]},
{"name":"q2","input":"c","success":false,"metricsData":[{"name":"Correctness","success":false,"error":"judge timed out"}]}]}})";

const std::string openai = R"({"spec":{"completion_fns":["gpt-5-mini"],"eval_name":"my.dev.v0","run_id":"1"}}
{"run_id":"1","event_id":0,"sample_id":"my.0","type":"sampling","data":{"prompt":"a","sampled":["x"]},"created_by":"","created_at":"2026-11-20 10:00:00+00:00"}
{"run_id":"1","event_id":1,"sample_id":"my.0","type":"match","data":{"correct":true,"expected":"x","picked":"x"},"created_by":"","created_at":"2026-11-20 10:00:00+00:00"}
{"run_id":"1","event_id":2,"sample_id":"my.1","type":"match","data":{"correct":false,"expected":"x","picked":"y"},"created_by":"","created_at":"2026-11-20 10:00:00+00:00"}
{"run_id":"1","event_id":3,"sample_id":"my.2","type":"error","data":{"type":"RateLimit","message":"429"},"created_by":"","created_at":"2026-11-20 10:00:00+00:00"}
{"final_report":{"accuracy":0.5,"boostrap_std":0.05}}
)";

const std::string ragas_02 =
    "user_input,retrieved_contexts,response,reference,factual_correctness(mode=f1),faithfulness\n"
    "a,\"['p, q']\",x,y,0.86,0.95\n"
    "b,\"['r']\",\"x\nz\",y,0.4,1.0\n"
    "c,['s'],x,y,,0.5\n";

const std::string csv =
    "id,question,arm,correct,grader\n"
    "1,\"how, much?\",base,0,a\n1,,rag,1,a\n1,,base,0,b\n1,,rag,1,b\n2,,base,1,a\n2,,rag,,a\n";

}  // namespace

TEST_CASE("evals: six formats, two versions each", "[intake]") {
  CHECK(reading(promptfoo_3) ==
        "promptfoo 3; no context (openai:gpt-5-mini) 0/1 -1; with retrieval (openai:gpt-5-mini) 2/2");
  CHECK(reading(promptfoo_3, from(0.7, "f")) ==
        "promptfoo 3 [f]; no context (openai:gpt-5-mini) 0/1 -1; with retrieval (openai:gpt-5-mini) 1/2");
  CHECK(reading(promptfoo_2) == "promptfoo 2; plain (openai:gpt-4o) 1/2; rag (openai:gpt-4o) 1/1 -1");

  CHECK(reading(lm_04, {}, "out/base.json") ==
        "lm-evaluation-harness 0.4 [exact_match,none]; base (Qwen/Qwen3-14B) 41/50 sums");
  CHECK(
      reading(
          R"({"results":{"my_qa":{"acc":0.82,"acc_stderr":0.054884}},"versions":{"my_qa":0},"config":{"model":"hf"}})") ==
      "lm-evaluation-harness 0.3 [acc]; run (hf) 41/50 sums");
  CHECK(reading(lm_samples, {}, "rag.jsonl") == "lm-evaluation-harness 0.4 [exact_match]; rag 1/2 -1");
  CHECK(reading(R"([{"doc_id":0,"target":"x","acc":1.0},{"doc_id":1,"target":"x","acc":0.0}])") ==
        "lm-evaluation-harness 0.4 (list) [acc]; run 1/2");

  CHECK(reading(deepeval) == "DeepEval latest run [Correctness]; run 1/2 -1");
  CHECK(
      reading(
          R"({"testCases":[{"name":"q0","success":true,"metricsMetadata":[{"metric":"GEval","success":true,"score":1}]}]})") ==
      "DeepEval run [GEval]; run 1/1");
  CHECK(
      reading(
          R"({"testRunData":{"testPassed":41,"testFailed":9,"testCases":[{"name":"q0","success":true,"metricsData":[{"name":"C","success":true,"score":1}]}]}})") ==
      "DeepEval latest run [C]; run 41/50 sums");

  CHECK(reading(openai, {}, "base.jsonl") == "OpenAI evals completion_fns; base (gpt-5-mini) 1/2 -1");
  CHECK(
      reading(
          "{\"spec\":{\"model_names\":{\"completions\":[\"davinci\"]},\"run_id\":\"1\"}}\n"
          "{\"run_id\":\"1\",\"event_id\":0,\"sample_id\":\"a\",\"type\":\"metrics\",\"data\":{\"accuracy\":1.0}}\n") ==
      "OpenAI evals model_names [accuracy]; run (davinci) 1/1");

  CHECK(reading(ragas_02, from(0.7, "factual_correctness(mode=f1)"), "rag.csv") ==
        "RAGAS 0.2 [factual_correctness(mode=f1)]; rag 1/2 -1");
  CHECK(reading("question,contexts,answer,ground_truth,answer_correctness\na,[],x,y,0.9\nb,[],x,y,0.1\n", from(0.5),
                "b.csv") == "RAGAS 0.1 [answer_correctness]; b 1/2");

  CHECK(reading(csv, {}, "g.csv") == "CSV several graders; base 1/3; rag 2/2 -1");
  CHECK(reading("\xEF\xBB\xBFid,arm,correct\r\n1,base,yes\r\n2,base,错\r\n", {}, "g.csv") ==
        "CSV one grader; base 1/2");
}

TEST_CASE("evals: what answers took is read beside them", "[intake]") {
  Findings findings;
  const EvalRun one = read_evaluation("p.json", promptfoo_3, {}, findings);
  CHECK(*one.arms[0].usage.prompt_tokens.mean() == 90);
  CHECK(*one.arms[0].usage.answer_tokens.mean() == 30);
  CHECK(*one.arms[1].usage.latency_ms.mean() == 2100);
  CHECK(*one.arms[0].usage.cost_usd.mean() == Approx(0.001));
  const EvalRun two = read_evaluation("d.json", deepeval, {}, findings);
  CHECK(*two.arms[0].usage.latency_ms.mean() == 1500);
  CHECK(*two.arms[0].usage.prompt_tokens.mean() == 80);
  CHECK(findings.empty());
}

TEST_CASE("evals: the samples that the project was given", "[intake]") {
  CHECK(reading(sample("promptfoo-v3.json")) ==
        "promptfoo 3; no context (openai:gpt-5-mini) 31/49 -1 sums; with retrieval (openai:gpt-5-mini) 41/50 sums");
  CHECK(reading(sample("lm-eval-results.json")) ==
        "lm-evaluation-harness 0.4 [exact_match,none]; run (Qwen/Qwen3-14B) 41/50 sums");
  CHECK(reading(sample("lm-eval-samples.jsonl")) == "lm-evaluation-harness 0.4 [exact_match]; run 1/1");
  CHECK(reading(sample("deepeval-latest_test_run.json")) ==
        "DeepEval latest run [Correctness [GEval]]; run 41/50 sums");
  CHECK(reading(sample("openai-evals.jsonl")) == "OpenAI evals completion_fns; run (gpt-5-mini) 1/1");
  CHECK(reading(sample("ragas.csv"), from(0.7, "faithfulness"), "run.csv") == "RAGAS 0.2 [faithfulness]; run 1/1");
  CHECK(reading(sample("graded.csv"), {}, "run.csv") == "CSV several graders; base 1/2; rag 2/2");
}

TEST_CASE("evals: forty wrong inputs, each with its place", "[intake]") {
  struct Row {
    const char* what;
    std::string text, expected;
    EvalAsk ask = {};
    std::string name = "run.json";
  };
  const std::string two_tasks =
      R"({"results":{"a":{"acc,none":0.5},"b":{"acc,none":0.5}},"n-samples":{"a":{"effective":10},"b":{"effective":10}}})";
  const std::string head = "id,arm,correct\n";
  const std::vector<Row> rows = {
      {"nothing", "", "pilot-empty"},
      {"blanks", " \n\n", "pilot-empty"},
      {"another JSON", R"({"docs":5})", "pilot-unknown-format"},
      {"a list of numbers", "[1,2]", "pilot-unknown-format"},
      {"a number", "[]", "pilot-unknown-format"},
      {"cut JSON", promptfoo_3.substr(0, 300), "json-ends-early:5"},
      {"a text", "all fifty were right", "pilot-unknown-format", {}, "a.csv"},
      {"a table of two columns", "id,correct\n1,1\n", "pilot-unknown-format", {}, "a.csv"},
      {"bytes that are no text", "id,arm,correct\n1,\xFF\xFE,1\n", "broken-utf8:2", {}, "a.csv"},
      // promptfoo
      {"promptfoo of a later version", R"({"evalId":"e","results":{"version":9,"results":[]}})", "pilot-version:1"},
      {"promptfoo without a version", R"({"evalId":"e","results":{"results":[]}})", "pilot-field:1"},
      {"promptfoo without rows", R"({"evalId":"e","results":{"version":3}})", "pilot-field:1"},
      {"promptfoo with rows that are no list", R"({"evalId":"e","results":{"version":3,"results":{}}})",
       "pilot-field:1"},
      {"promptfoo row of a prompt that is not there",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":4,"testIdx":0,"success":true}]}})",
       "pilot-field:1"},
      {"promptfoo row without a verdict",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":0,"testIdx":0}]}})",
       "pilot-field:1"},
      {"promptfoo row without a question",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":0,"success":true}]}})",
       "pilot-field:1"},
      {"promptfoo metric that is not there", promptfoo_3, "pilot-metric-unknown:5", metric("g")},
      {"promptfoo metric that is a share", promptfoo_3, "pilot-threshold-needed:5", metric("f")},
      {"promptfoo row twice",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":0,"testIdx":0,"success":true},{"promptIdx":0,"testIdx":0,"success":true}]}})",
       "pilot-answer-twice:1"},
      {"promptfoo with errors alone",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":0,"testIdx":0,"success":false,"failureReason":2}]}})",
       "pilot-nothing-graded"},
      {"promptfoo with a latency below zero",
       R"({"evalId":"e","results":{"version":3,"prompts":[{"label":"a","provider":"m"}],"results":[{"promptIdx":0,"testIdx":0,"success":true,"latencyMs":-1}]}})",
       "pilot-field:1"},
      // lm-evaluation-harness
      {"two tasks", two_tasks, "pilot-metric-needed:1"},
      {"two tasks, one metric of both", two_tasks, "pilot-metric-needed:1", metric("acc")},
      {"a task that is not there", two_tasks, "pilot-metric-unknown:1", metric("c:acc")},
      {"sums without a number of questions", R"({"results":{"a":{"acc,none":1.0}}})", "pilot-no-count:1"},
      {"sums of shares", R"({"results":{"a":{"f1,none":0.5551}},"n-samples":{"a":{"effective":10}}})",
       "pilot-fractional-sum:1"},
      {"a score above 1", R"({"results":{"a":{"acc,none":82}},"n-samples":{"a":{"effective":50}}})", "pilot-field:1"},
      {"no task", R"({"results":{}})", "pilot-nothing-graded:1"},
      {"a sample without an id", lm_samples + "{\"doc\":1}\n", "pilot-field:4"},
      {"a broken line", lm_samples + "{\"doc_id\":3,\n", "json-ends-early:4"},
      {"a line that is no object", lm_samples + "[1]\n", "pilot-field:4"},
      {"a sample twice",
       lm_samples + "{\"doc_id\":0,\"filter\":\"none\",\"metrics\":[\"exact_match\"],\"exact_match\":1}\n",
       "pilot-answer-twice:4"},
      {"two filters",
       lm_samples + "{\"doc_id\":0,\"filter\":\"strict\",\"metrics\":[\"exact_match\"],\"exact_match\":1}\n",
       "pilot-metric-needed:4"},
      {"a sample whose metric is a text", "{\"doc_id\":0,\"metrics\":[\"m\"],\"m\":\"good\"}\n{\"doc_id\":1}\n",
       "pilot-field:1"},
      // DeepEval
      {"DeepEval with two metrics",
       R"({"testCases":[{"name":"q","metricsData":[{"name":"A","success":true},{"name":"B","success":true}]}]})",
       "pilot-metric-needed"},
      {"DeepEval case without a name", R"({"testCases":[{"success":true}]})", "pilot-field:1"},
      {"DeepEval without cases", R"({"testCases":[]})", "pilot-nothing-graded"},
      // OpenAI evals
      {"OpenAI evals of two runs", openai + openai, "pilot-runs-mixed:7", {}, "a.jsonl"},
      {"OpenAI evals with a foreign line",
       openai + R"({"run_id":"2","event_id":9,"sample_id":"z","type":"match","data":{"correct":true}})" + "\n",
       "pilot-runs-mixed:7"},
      {"OpenAI evals with a verdict that is no truth",
       R"({"spec":{"completion_fns":["m"],"run_id":"1"}})" + std::string("\n") +
           R"({"run_id":"1","event_id":0,"sample_id":"a","type":"match","data":{"correct":"yes"}})" + "\n",
       "pilot-field:2"},
      {"OpenAI evals with a report alone",
       "{\"spec\":{\"completion_fns\":[\"m\"],\"run_id\":\"1\"}}\n{\"final_report\":{\"accuracy\":0.8}}\n",
       "pilot-nothing-graded"},
      // tables
      {"RAGAS with two metrics", ragas_02, "pilot-metric-needed:1", {}, "a.csv"},
      {"RAGAS without a threshold", ragas_02, "pilot-threshold-needed:2", metric("faithfulness"), "a.csv"},
      {"RAGAS with a score above 1", "user_input,response,m\na,b,7\n", "pilot-field:2", {}, "a.csv"},
      {"RAGAS without a metric", "user_input,response,reference\na,b,c\n", "pilot-nothing-graded", {}, "a.csv"},
      {"a table without the arm", "id,question,correct\n1,a,1\n", "pilot-csv-header:1", {}, "a.csv"},
      {"a row that is too short", head + "1,base\n", "pilot-csv-cells:2", {}, "a.csv"},
      {"a quote that does not end", head + "1,\"base,1\n", "pilot-csv-quote:2", {}, "a.csv"},
      {"a grade that is no grade", head + "1,base,good\n", "pilot-grade:2", {}, "a.csv"},
      {"a grade of a half", head + "1,base,0.5\n", "pilot-threshold-needed:2", {}, "a.csv"},
      {"a question without an id", head + ",base,1\n", "pilot-field:2", {}, "a.csv"},
      {"a question twice", head + "1,base,1\n1,base,0\n", "pilot-answer-twice:3", {}, "a.csv"},
      {"two models in one arm", "id,arm,correct,model\n1,base,1,m\n2,base,1,n\n", "pilot-models-in-arm:3", {}, "a.csv"},
      {"a column twice", "id,arm,correct,arm\n1,base,1,rag\n", "pilot-column-twice:1", {}, "a.csv"},
      {"tokens below zero", "id,arm,correct,prompt_tokens\n1,base,1,-4\n", "pilot-field:2", {}, "a.csv"},
      {"a table without rows", head, "pilot-nothing-graded", {}, "a.csv"},
  };
  CHECK(rows.size() >= 40);
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(wrong(row.text, row.ask, row.name) == row.expected);
  }
}
