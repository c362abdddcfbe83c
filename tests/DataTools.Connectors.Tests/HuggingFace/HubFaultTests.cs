using System.Net;
using DataTools.Catalog;
using DataTools.Connectors.HuggingFace;
using DataTools.FakeServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>Each refusal of the Hub as one named error with the next step.</summary>
public sealed class HubFaultTests
{
    private const string Page = "https://huggingface.co/datasets/a/b";

    [Fact]
    public async Task Missing_without_a_token_may_be_private()
    {
        await using var scene = await HubScene.StartAsync();
        var fault = await scene.FailsAsync<NotFoundException>("hf:a/b");
        Assert.Contains("missing, or private", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Page, fault.Hint, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_with_a_token_says_whose_eyes_did_not_see_it()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        var fault = await scene.FailsAsync<NotFoundException>("hf:a/b");
        Assert.Contains("there is no hf:a/b", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", fault.Message, StringComparison.Ordinal);
        Assert.Contains("datatools search", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_needs_the_token_and_is_pulled_with_it()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.Private.Add("a/b");
        await scene.FailsAsync<NotFoundException>("hf:a/b");
        scene.Pulls.Variables["HF_TOKEN"] = scene.Hub.Token;
        Assert.Equal(4, (await scene.PullAsync("hf:a/b")).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task A_bad_token_is_refused_and_not_shown()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Pulls.Variables["HF_TOKEN"] = "hf_mistyped";
        var fault = await scene.FailsAsync<CredentialsMissingException>("hf:a/b");
        Assert.Contains("the environment variable HF_TOKEN", fault.Message, StringComparison.Ordinal);
        Assert.Contains("settings/tokens", fault.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("mistyped ", $"{fault} {fault.Hint}", StringComparison.Ordinal);
        Assert.DoesNotContain("hf_mistyped", $"{fault} {fault.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_revision_is_told_from_those_there_are()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Pictures("a/b@v1.0");
        var fault = await scene.FailsAsync<NotFoundException>("hf:a/b@v1.1");
        Assert.Contains("no revision 'v1.1'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("v1.0", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        using var client = scene.Client();
        var commit = (await client.InfoAsync("a/b", null, default)).Sha!;
        var fault = await Assert.ThrowsAsync<NotFoundException>(() => client.TextAsync("a/b", commit, "gone.txt", default));
        Assert.Contains("gone.txt", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("manual")]
    public async Task Gated_without_a_token_names_the_page_and_the_token(string kind)
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.Gated["a/b"] = kind;
        var fault = await scene.FailsAsync<AccessGatedException>("hf:a/b");
        Assert.Equal(Page, fault.Url);
        Assert.Contains(Page, fault.Hint, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", fault.Hint, StringComparison.Ordinal);
        Assert.Equal(kind == "manual", fault.Hint!.Contains("in person", StringComparison.Ordinal));
        // Refused before anything is fetched.
        Assert.Empty(scene.Hub.CdnRequests);
    }

    [Fact]
    public async Task Gated_with_a_token_that_has_no_grant_names_the_page()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Hub.Gated["a/b"] = "auto";
        var fault = await scene.FailsAsync<AccessGatedException>("hf:a/b");
        Assert.Contains("no access yet", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Page, fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gated_with_a_grant_is_pulled()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Hub.Gated["a/b"] = "manual";
        scene.Hub.Granted.Add("a/b");
        Assert.Equal(4, (await scene.PullAsync("hf:a/b")).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task Disabled_is_no_question_of_access()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Hub.Disabled.Add("a/b");
        var fault = await scene.FailsAsync<NotFoundException>("hf:a/b");
        Assert.Contains("disabled by Hugging Face", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Page, fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disabled_by_its_own_description_is_disabled()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.Said["a/b"] = new() { ["disabled"] = true };
        Assert.Contains("disabled by Hugging Face", (await scene.FailsAsync<NotFoundException>("hf:a/b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_too_small_a_scope_is_told_so()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Hub.IsNarrow = true;
        var fault = await scene.FailsAsync<CredentialsMissingException>("hf:a/b");
        Assert.Contains("not allowed", fault.Message, StringComparison.Ordinal);
        Assert.Contains("scope", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_too_often_says_until_when()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.RefuseNext(100);
        var fault = await scene.FailsAsync<RateLimitedException>("hf:a/b");
        var left = fault.ResetsAt!.Value - TimeProvider.System.GetUtcNow();
        Assert.InRange(left.TotalSeconds, 150, 174);
        Assert.Contains("HF_TOKEN", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_wait_is_waited()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.ResetSeconds = 0;
        scene.Hub.RefuseNext(1);
        Assert.Equal(4, (await scene.PullAsync("hf:a/b")).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task A_storm_of_500_passes()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.BreakNext(3);
        using var client = scene.Client();
        Assert.Equal("a/b", (await client.InfoAsync("a/b", null, default)).Id);
    }

    [Fact]
    public async Task A_hub_that_stays_broken_is_a_named_error()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Hub.BreakNext(1000);
        using var client = scene.Client();
        var fault = await Assert.ThrowsAsync<NetworkException>(() => client.InfoAsync("a/b", null, default));
        Assert.Contains("500", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_in_place_of_an_answer_is_told()
    {
        await using var scene = await HubScene.StartAsync();
        await using var portal = await FakeServer.StartAsync(app => app.Run(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<!DOCTYPE html><title>Log in to the hotel</title>");
        }));
        scene.Pulls.Variables["HF_ENDPOINT"] = portal.Address;
        Assert.Contains("web page", (await scene.FailsAsync<NetworkException>("hf:a/b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_cannot_be_reached_is_named()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pulls.Variables["HF_ENDPOINT"] = "http://127.0.0.1:1";
        using var client = scene.Client();
        var fault = await Assert.ThrowsAsync<NetworkException>(() => client.InfoAsync("a/b", null, default));
        Assert.Contains("Hugging Face", fault.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"why not"}""", "why not")]
    [InlineData("""{"error":["why not","and"]}""", "why not")]
    [InlineData("""{"errors":[{"message":"why not"}]}""", "why not")]
    [InlineData("why not", "why not")]
    [InlineData("<html>long</html>", "(418)")]
    [InlineData("[1]", "(418)")]
    [InlineData("", "(418)")]
    public void What_the_hub_says_is_passed_on_whatever_its_shape(string body, string expected) => Assert.Contains(
        expected, new HubFaults(null, null).Of("a/b", null, null, (HttpStatusCode)418, _ => null, body).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../../train/passwd.png")]
    [InlineData("/train/passwd.png")]
    [InlineData("train/../../x.png")]
    [InlineData("C:/train/x.png")]
    public async Task A_file_whose_name_leads_out_is_refused(string path)
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.AlsoListed["a/b"] = [path];
        var fault = await scene.FailsAsync<CorruptFileException>("hf:a/b");
        Assert.Contains("Nothing of it was used", fault.Hint, StringComparison.Ordinal);
        Assert.Empty(scene.Hub.CdnRequests);
    }

    [Fact]
    public async Task Pages_without_end_are_left()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.PageSize = 2;
        scene.Hub.IsCircular = true;
        var fault = await scene.FailsAsync<NetworkException>("hf:a/b");
        Assert.Contains("no end", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hashes_that_contradict_the_list_are_not_used()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.LinkedSha256 = new string('a', 64);
        var fault = await scene.FailsAsync<NetworkException>("hf:a/b");
        Assert.Contains("contradicts itself", fault.Message, StringComparison.Ordinal);
    }
}
