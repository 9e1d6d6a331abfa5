namespace InferenceKit.Soak.Models;

/// <summary>The steps of the fallback chains, and what each answers.</summary>
internal static class Chain
{
    public const int Version = 10;
    public const int Model = 20;
    public const int Delegate = 30;
    public const int Constant = 40;
    public const string DelegateName = "estimate";

    public const float ConstantAnswer = -1000;

    private const float AdapterAdds = 5000;

    /// <summary>What the adapter of the trees makes of the rules' answer.</summary>
    public static float Adapt(float[] answer) => answer[0] + AdapterAdds;

    public static float Estimate(float[] row) => -2000 - row.Sum();

    /// <summary>Whether a step that is no version of the model could have answered so for one of its rows.</summary>
    public static bool CouldAnswer(SoakModels models, SoakModel asked, int row, float answer)
    {
        if (SoakModel.AreEqual(answer, Estimate(asked.Rows[row])) || SoakModel.AreEqual(answer, ConstantAnswer))
            return true;
        var plain = answer - (asked == models.Trees ? AdapterAdds : 0);
        var version = Math.Round(plain - models.Rules.ExpectedOf(asked.Rows[row], version: 0));
        return version >= 1 && SoakModel.AreEqual(plain, models.Rules.ExpectedOf(asked.Rows[row], (long)version));
    }

    /// <summary>The right answer for a row of a model, by the version or step that is said to have given it; null where none could.</summary>
    public static float? Expected(SoakModels models, SoakModel asked, int row, InferenceInfo info)
    {
        if (info.FallbackStep == Delegate)
            return Estimate(asked.Rows[row]);
        if (info.FallbackStep == Constant)
            return ConstantAnswer;
        if (!info.Model.Version.TryGetNumber(out var version))
            return null;
        return info.FallbackStep switch
        {
            0 or Version when info.Model.Name == asked.Name => asked.Expected(row, version),
            Model when info.Model.Name == models.Rules.Name =>
                models.Rules.ExpectedOf(asked.Rows[row], version) + (asked == models.Trees ? AdapterAdds : 0),
            _ => null,
        };
    }
}
